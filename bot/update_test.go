package bot

import "testing"

// FuzzParse feeds updates as they may come over the wire.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"photo":[]}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":1},"data":"x"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if u := parse(raw, "calmcalf_bot"); u.err == nil && u.id <= 0 {
			t.Errorf("%s is read as update %d", raw, u.id)
		}
	})
}
