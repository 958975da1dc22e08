package bot_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestPicturesAreSentOnce asks for a month again and again: the picture that Telegram has is
// not sent again, until Telegram has forgotten it.
func TestPicturesAreSentOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
		g := newGate(t)
		w := newWire(g)
		g.boot("polling")
		ana := g.person(1001)
		ana.Write("/privacy")
		time.Sleep(time.Second)
		joinDirectly(t, g.store, 1001, time.Now().UTC())
		asks := func() (uploads, ids int) {
			began := time.Now()
			ana.Write("/summary")
			time.Sleep(20 * time.Second)
			for _, c := range g.server.Calls() {
				switch {
				case c.Method != "sendPhoto" || c.At.Before(began) || c.Status != http.StatusOK:
				case strings.HasSuffix(c.Params["photo"], "bytes)"):
					uploads++
				default:
					ids++
				}
			}
			return uploads, ids
		}
		if up, ids := asks(); up != 1 || ids != 0 {
			t.Errorf("at first: %d sent, %d by their id", up, ids)
		}
		if up, ids := asks(); up != 0 || ids != 1 {
			t.Errorf("again: %d sent, %d by their id", up, ids)
		}
		w.refuse("sendPhoto", 1, 400, "Bad Request: wrong file identifier/HTTP URL specified")
		if up, ids := asks(); up != 1 || ids != 0 {
			t.Errorf("when Telegram has forgotten it: %d sent, %d by their id", up, ids)
		}
	})
}
