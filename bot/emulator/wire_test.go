package emulator

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestOverTheWire: what Transport does in memory, http.Server does on a socket.
func TestOverTheWire(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	wire := httptest.NewServer(s)
	defer wire.Close()
	client := wire.Client()
	defer client.CloseIdleConnections()

	resp, err := client.Get(wire.URL + "/bot1:emulator/getMe")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("got %s", resp.Status)
	}
	s.Fail(Fault{Do: ResetAfter})
	if resp, err := client.Get(wire.URL + "/bot1:emulator/getMe"); err == nil {
		resp.Body.Close()
		t.Errorf("got %s, want a broken connection", resp.Status)
	}
}
