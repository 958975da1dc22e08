package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"calmcalf/bot"
)

// webhookPorts are those that Telegram calls
// (core.telegram.org/bots/api#setwebhook).
var webhookPorts = []string{"", "443", "80", "88", "8443"}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// webhook checks the settings about it; nil when updates are to be polled for.
func (s settings) webhook() (*bot.Webhook, error) {
	if s.WebhookURL == "" {
		for variable, holds := range map[string]string{"SECRET": s.WebhookSecret, "CERT": s.WebhookCert, "KEY": s.WebhookKey} {
			if holds != "" {
				return nil, fmt.Errorf("CALMCALF_WEBHOOK_%s is set without CALMCALF_WEBHOOK_URL, which is a %w: set both or none", variable, errSetting)
			}
		}
		return nil, nil
	}
	if !webhookAddress(s.WebhookURL) {
		holds := s.WebhookURL
		if at := strings.LastIndexByte(holds, '@'); at >= 0 {
			holds = "…" + holds[at:] // a password may stand before it
		}
		return nil, wrong("WEBHOOK_URL", holds, "an address like https://bot.example.org/telegram was expected, on port 443, 80, 88 or 8443")
	}
	if !listenAddress(s.WebhookListen) {
		return nil, wrong("WEBHOOK_LISTEN", s.WebhookListen, "an address like 127.0.0.1:8443 was expected")
	}
	if s.WebhookSecret != "" && !secretForm.MatchString(s.WebhookSecret) {
		return nil, fmt.Errorf("CALMCALF_WEBHOOK_SECRET holds no secret, which is a %w: 1 to 256 of the letters A to Z and a to z, digits, _ and - were expected", errSetting)
	}
	var secure *tls.Config
	switch {
	case s.WebhookCert == "" && s.WebhookKey == "":
	case s.WebhookCert == "":
		return nil, fmt.Errorf("CALMCALF_WEBHOOK_CERT is empty and CALMCALF_WEBHOOK_KEY is not, which is a %w: set both, or none behind a proxy", errSetting)
	case s.WebhookKey == "":
		return nil, fmt.Errorf("CALMCALF_WEBHOOK_KEY is empty and CALMCALF_WEBHOOK_CERT is not, which is a %w: set both, or none behind a proxy", errSetting)
	default:
		pair := &keyPair{cert: s.WebhookCert, key: s.WebhookKey}
		if err := pair.check(); err != nil {
			return nil, err
		}
		secure = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.current}
	}
	return &bot.Webhook{URL: s.WebhookURL, Secret: s.WebhookSecret, Listen: func() (net.Listener, error) {
		listener, err := net.Listen("tcp", s.WebhookListen)
		if err != nil {
			return nil, fmt.Errorf("CALMCALF_WEBHOOK_LISTEN: %w", err)
		}
		if secure != nil {
			listener = tls.NewListener(listener, secure)
		}
		return listener, nil
	}}, nil
}

// webhookAddress reports whether Telegram, or an own Bot API server on this
// machine, can call an address.
func webhookAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(address, "#") {
		return false
	}
	if here(u.Hostname()) {
		return u.Scheme == "https" || u.Scheme == "http"
	}
	return u.Scheme == "https" && slices.Contains(webhookPorts, u.Port())
}

// here reports whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// listenAddress reports whether an address has the form of one to listen at. No
// host stands for all, and port 0 for any.
func listenAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host != "" && host != "localhost" && net.ParseIP(host) == nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

// keyPair is a certificate and its key in two files, read again when they
// change: certificates are renewed more often than the bot is started.
type keyPair struct {
	cert, key string

	mu      sync.Mutex
	pair    *tls.Certificate
	changed [2]time.Time // the files that pair is from
}

// check says which of the files is wrong.
func (k *keyPair) check() error {
	chain, err := os.ReadFile(k.cert)
	if err == nil {
		var block *pem.Block
		for block, chain = pem.Decode(chain); block != nil && block.Type != "CERTIFICATE"; {
			block, chain = pem.Decode(chain)
		}
		if block == nil {
			err = errSetting
		} else {
			_, err = x509.ParseCertificate(block.Bytes)
		}
	}
	if err != nil {
		return wrong("WEBHOOK_CERT", k.cert, "a readable file with a certificate in PEM was expected")
	}
	if _, err := k.current(nil); err != nil {
		return wrong("WEBHOOK_KEY", k.key, "a readable file with the private key of CALMCALF_WEBHOOK_CERT in PEM was expected")
	}
	return nil
}

// current is the certificate to show. While the files are being replaced, and
// so do not fit, it is the one from before.
func (k *keyPair) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var changed [2]time.Time
	for i, file := range []string{k.cert, k.key} {
		info, err := os.Stat(file)
		if err != nil {
			return k.orBefore(err)
		}
		changed[i] = info.ModTime()
	}
	if k.pair != nil && changed == k.changed {
		return k.pair, nil
	}
	pair, err := tls.LoadX509KeyPair(k.cert, k.key)
	if err != nil {
		return k.orBefore(err)
	}
	k.pair, k.changed = &pair, changed
	return k.pair, nil
}

func (k *keyPair) orBefore(err error) (*tls.Certificate, error) {
	if k.pair != nil {
		return k.pair, nil
	}
	return nil, err
}
