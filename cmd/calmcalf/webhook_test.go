package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"calmcalf/bot/emulator"
)

// newCertificate makes a certificate for localhost and its key.
func newCertificate(t *testing.T) (cert, key string) {
	t.Helper()
	folder := t.TempDir()
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	renew(t, cert, key)
	return cert, key
}

func renew(t *testing.T, cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKeyPair renews a certificate while it is in use, one file after the other.
func TestKeyPair(t *testing.T) {
	t.Parallel()
	cert, key := newCertificate(t)
	pair := &keyPair{cert: cert, key: key}
	first, err := pair.current(nil)
	if err != nil {
		t.Fatal(err)
	}
	newCert, newKey := newCertificate(t)
	for i, step := range []struct{ from, to string }{{newCert, cert}, {newKey, key}} {
		if err := os.Rename(step.from, step.to); err != nil {
			t.Fatal(err)
		}
		// The clock of a file system may be coarse.
		if err := os.Chtimes(step.to, time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		got, err := pair.current(nil)
		if err != nil {
			t.Fatal(err)
		}
		if renewed := got != first; renewed != (i == 1) {
			t.Errorf("after %d files the certificate is a new one: %v", i+1, renewed)
		}
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := pair.current(nil); err != nil {
		t.Error(err)
	}
}

var listens = regexp.MustCompile(`by webhook" listen=(\S+)`)

// TestServeByWebhook runs the program with a webhook over real TLS, ends it
// while requests are in flight, and goes back to polling.
func TestServeByWebhook(t *testing.T) {
	t.Parallel()
	cert, key := newCertificate(t)
	trusted := x509.NewCertPool()
	chain, err := os.ReadFile(cert)
	if err != nil || !trusted.AppendCertsFromPEM(chain) {
		t.Fatal("no certificate", err)
	}
	var address atomic.Value // where the bot listens, whatever the URL says
	var dialer net.Dialer
	way := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			to, _ := address.Load().(string)
			return dialer.DialContext(ctx, "tcp", to)
		},
	}
	server := emulator.New(emulator.Options{Token: testToken, Webhook: way})
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		way.CloseIdleConnections()
		listener.Close()
	})
	g := &telegram{Server: server, t: t, url: listener.URL, folder: t.TempDir()}
	const secret = "TEST-secret-of-the-webhook"
	byWebhook := func() *program {
		p := g.serve("CALMCALF_OPEN=true", "CALMCALF_WEBHOOK_URL=https://localhost/hook", "CALMCALF_WEBHOOK_LISTEN=127.0.0.1:0",
			"CALMCALF_WEBHOOK_CERT="+cert, "CALMCALF_WEBHOOK_KEY="+key, "CALMCALF_WEBHOOK_SECRET="+secret)
		p.secrets = append(p.secrets, secret)
		await(t, "the webhook", func() bool {
			found := listens.FindStringSubmatch(p.stderr.String())
			if found != nil {
				address.Store(found[1])
			}
			return found != nil
		})
		return p
	}
	p := byWebhook()
	ana := g.somebody(1001)
	ana.Write("/start " + g.code())
	ana.joins()

	// Without TLS and without the secret nobody is let in.
	answer, err := http.Post("http://"+address.Load().(string)+"/hook", "application/json", strings.NewReader(`{"update_id":1}`))
	if err == nil {
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("without TLS: %s", answer.Status)
		}
	}
	answer, err = (&http.Client{Transport: way}).Post("https://localhost/hook", "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the secret: %s", answer.Status)
	}

	// The end comes while requests are in flight; Telegram delivers the rest later.
	var people []somebody
	for id := range int64(20) {
		people = append(people, g.somebody(2001+id))
		people[id].Write("/start")
	}
	ana.Write("/bedtime 23:15")
	p.stop()
	ana.Write("/wake 6:45")
	p = byWebhook()
	for _, one := range people {
		one.hears("May I keep a diary for you?")
	}
	await(t, "all updates to be delivered", func() bool { return g.Pending() == 0 })
	ana.Write("/plan")
	ana.hears("Bed 23:15, up 06:45")
	p.stop()

	// Without the setting it polls again.
	ana.Write("/set calf-stretch 21:07")
	p = g.serve()
	ana.hears("21:07")
	await(t, "a word about the way in", func() bool { return strings.Contains(p.stderr.String(), "long polling") })
	p.stop()
}

// TestWebhookPortTaken starts with an address that somebody else listens at.
func TestWebhookPortTaken(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	status, _, stderr := ask(t, []string{"CALMCALF_TOKEN=" + testToken, "CALMCALF_API_URL=http://127.0.0.1:1", "CALMCALF_ALLOW_TEMPORARY=true",
		"CALMCALF_STORE=bolt:" + t.TempDir() + "/calmcalf.db", "CALMCALF_LOG=text,error",
		"CALMCALF_WEBHOOK_URL=http://127.0.0.1/", "CALMCALF_WEBHOOK_LISTEN=" + taken.Addr().String()}, "serve")
	if status != 1 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "CALMCALF_WEBHOOK_LISTEN") || !strings.Contains(stderr, "in use") {
		t.Errorf("status %d: %s", status, stderr)
	}
}
