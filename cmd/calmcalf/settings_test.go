package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestWrongSettings sets every variable wrongly. Each mistake is one line that
// names the variable, what it holds and what would be right, and status 2; from
// the variable and from the flag, to serve and to check.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	tokenFile := filepath.Join(folder, "token")
	badFile := filepath.Join(folder, "bad-token")
	for file, content := range map[string]string{tokenFile: testToken, badFile: "12345 TEST token\n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := newCertificate(t)
	_, otherKey := newCertificate(t)
	type row struct {
		variable, holds string
		want            []string // parts of the line
	}
	rows := []row{
		{"TOKEN", "", []string{"is empty", "@BotFather"}},
		{"TOKEN", "TEST-token", []string{"does not hold a bot token", "123456:ABC-DEF"}},
		{"TOKEN", "123456:TEST token", []string{"does not hold a bot token"}},
		{"TOKEN", "bot" + testToken, []string{"does not hold a bot token"}},
		{"TOKEN", testToken + "\n", []string{"does not hold a bot token"}},
		{"TOKEN_FILE", tokenFile, []string{"CALMCALF_TOKEN and", "set one"}},
		{"TOKEN_FILE", filepath.Join(folder, "missing"), []string{"missing", "readable file"}},
		{"TOKEN_FILE", folder, []string{folder, "readable file"}},
		{"TOKEN_FILE", badFile, []string{"does not hold a bot token"}},
		{"TOKEN_FILE", "123456:TEST-token-of-the-emulator", []string{"(a token)", "readable file"}},
		{"STORE", "calmcalf.db", []string{`"calmcalf.db"`, "bolt:calmcalf.db"}},
		{"STORE", "bolt:", []string{`"bolt:"`, "a file name"}},
		{"STORE", "", []string{`""`, "bolt:calmcalf.db"}},
		{"STORE", "mysql://localhost/diary", []string{"mysql://localhost/diary", "bolt:calmcalf.db"}},
		{"STORE", "bolt:" + filepath.Join(os.TempDir(), "calmcalf.db"), []string{os.TempDir(), "temporary folder", "CALMCALF_ALLOW_TEMPORARY=true"}},
		{"STORE", "bolt:/var/tmp/diary/calmcalf.db", []string{"/var/tmp/diary/calmcalf.db", "temporary folder"}},
		{"STORE", "bolt:/dev/shm/calmcalf.db", []string{"temporary folder"}},
		{"ALLOW_TEMPORARY", "perhaps", []string{`"perhaps"`, "true or false"}},
		{"API_URL", "api.telegram.org", []string{`"api.telegram.org"`, "https://api.telegram.org"}},
		{"API_URL", "ftp://api.telegram.org", []string{"ftp://api.telegram.org", "https://api.telegram.org"}},
		{"API_URL", "https://", []string{`"https://"`}},
		{"API_URL", "https://api.telegram.org?proxy=1", []string{"proxy=1"}},
		{"API_URL", "https://ana:TEST-token@proxy.example", []string{"@proxy.example", "https://api.telegram.org"}},
		{"API_URL", "https://ana:TEST-token%@proxy.example", []string{"@proxy.example"}},
		{"API_URL", "", []string{`""`}},
		{"OPEN", "perhaps", []string{`"perhaps"`, "true or false"}},
		{"TIMEZONE", "CET", []string{`"CET"`, "Europe/Berlin"}},
		{"TIMEZONE", "+02:00", []string{`"+02:00"`, "Europe/Berlin"}},
		{"TIMEZONE", "Local", []string{`"Local"`}},
		{"TIMEZONE", "../Berlin", []string{`"../Berlin"`}},
		{"TIMEZONE", "", []string{`""`}},
		{"LANGUAGE", "klingon", []string{`"klingon"`, "en"}},
		{"LANGUAGE", "../en", []string{`"../en"`}},
		{"LANGUAGE", "", []string{`""`}},
		{"WEBHOOK_URL", "bot.example.org/hook", []string{`"bot.example.org/hook"`, "https://bot.example.org/telegram"}},
		{"WEBHOOK_URL", "http://bot.example.org/hook", []string{"http://bot.example.org/hook"}},
		{"WEBHOOK_URL", "https://bot.example.org:9000/hook", []string{":9000", "443, 80, 88 or 8443"}},
		{"WEBHOOK_URL", "https:///hook", []string{"https:///hook"}},
		{"WEBHOOK_URL", "https://bot.example.org/hook?a=b", []string{"?a=b"}},
		{"WEBHOOK_URL", "https://bot.example.org/hook#", []string{"hook#"}},
		{"WEBHOOK_URL", "https://ana:TEST-token@bot.example.org/", []string{"@bot.example.org"}},
		{"WEBHOOK_URL", "https://bot.example.org:9000/" + testToken, []string{"(a token)"}},
		{"WEBHOOK_URL", "", []string{"CALMCALF_WEBHOOK_SECRET is set without", "both or none"}},
		{"WEBHOOK_LISTEN", "8443", []string{`"8443"`, "127.0.0.1:8443"}},
		{"WEBHOOK_LISTEN", "127.0.0.1", []string{`"127.0.0.1"`}},
		{"WEBHOOK_LISTEN", "127.0.0.1:https", []string{":https"}},
		{"WEBHOOK_LISTEN", "bot.example.org:8443", []string{"bot.example.org:8443"}},
		{"WEBHOOK_LISTEN", "127.0.0.1:70000", []string{":70000"}},
		{"WEBHOOK_LISTEN", "", []string{`""`}},
		{"WEBHOOK_SECRET", "TEST token", []string{"1 to 256"}},
		{"WEBHOOK_SECRET", strings.Repeat("TEST-token", 26), []string{"1 to 256"}},
		{"WEBHOOK_CERT", "", []string{"is empty", "CALMCALF_WEBHOOK_KEY", "behind a proxy"}},
		{"WEBHOOK_CERT", filepath.Join(folder, "missing"), []string{"missing", "a certificate in PEM"}},
		{"WEBHOOK_CERT", badFile, []string{badFile, "a certificate in PEM"}},
		{"WEBHOOK_CERT", key, []string{key, "a certificate in PEM"}},
		{"WEBHOOK_KEY", "", []string{"is empty", "CALMCALF_WEBHOOK_CERT", "behind a proxy"}},
		{"WEBHOOK_KEY", filepath.Join(folder, "missing"), []string{"missing", "the private key of CALMCALF_WEBHOOK_CERT"}},
		{"WEBHOOK_KEY", otherKey, []string{otherKey, "the private key of CALMCALF_WEBHOOK_CERT"}},
		{"WEBHOOK_KEY", cert, []string{cert, "the private key of CALMCALF_WEBHOOK_CERT"}},
		{"BACKUP_KEEP", "all", []string{`"all"`, "from 1 to 100000"}},
		{"BACKUP_KEEP", "0", []string{`"0"`}},
		{"BACKUP_KEEP", "-1", []string{`"-1"`}},
		{"BACKUP_KEEP", "", []string{`""`}},
		{"BACKUP_RECIPIENT", "age1TEST", []string{"an age recipient"}},
		{"BACKUP_RECIPIENT", "AGE-SECRET-KEY-1TEST", []string{"an age recipient"}},
		{"RATE", "fast", []string{`"fast"`, "from 1 to 1000"}},
		{"RATE", "0", []string{`"0"`, "from 1 to 1000"}},
		{"RATE", "-3", []string{`"-3"`}},
		{"RATE", "NaN", []string{`"NaN"`}},
		{"RATE", "+Inf", []string{`"+Inf"`}},
		{"RATE", "1001", []string{`"1001"`}},
		{"LOG", "xml", []string{`"xml"`, "text,info"}},
		{"LOG", "text,loud", []string{`"text,loud"`, "text,info"}},
		{"LOG", "info", []string{`"info"`, "text,info"}},
	}

	// Every variable there is has a row, but one: that a folder is missing is
	// no reason not to start.
	for _, field := range reflect.VisibleFields(reflect.TypeFor[settings]()) {
		variable := field.Tag.Get("env")
		found := field.Anonymous || variable == "CALMCALF_BACKUP_DIR"
		for _, r := range rows {
			found = found || "CALMCALF_"+r.variable == variable
		}
		if !found {
			t.Errorf("%s has no row", variable)
		}
	}

	right := map[string]string{"TOKEN": testToken, "ALLOW_TEMPORARY": "true", "STORE": "bolt:" + folder + "/calmcalf.db",
		"WEBHOOK_URL": "https://bot.example.org/hook", "WEBHOOK_SECRET": "a-secret", "WEBHOOK_CERT": cert, "WEBHOOK_KEY": key}
	for _, r := range rows {
		t.Run(r.variable+"="+r.holds, func(t *testing.T) {
			t.Parallel()
			var env []string
			for variable, holds := range right {
				switch {
				case variable == r.variable:
				case variable == "ALLOW_TEMPORARY" && r.variable == "STORE":
				case strings.HasPrefix(variable, "WEBHOOK_C") && r.variable == "WEBHOOK_URL", strings.HasPrefix(variable, "WEBHOOK_K") && r.variable == "WEBHOOK_URL":
				case variable == "TOKEN" && r.variable == "TOKEN_FILE" && r.holds != tokenFile:
				default:
					env = append(env, "CALMCALF_"+variable+"="+holds)
				}
			}
			flag := "--" + strings.ReplaceAll(strings.ToLower(r.variable), "_", "-") + "=" + r.holds
			for name, call := range map[string]struct{ env, args []string }{
				"variable": {append(env, "CALMCALF_"+r.variable+"="+r.holds), []string{"serve"}},
				"flag":     {env, []string{"check", flag}},
			} {
				status, stdout, stderr := ask(t, call.env, call.args...)
				if status != 2 || stdout != "" {
					t.Errorf("%s: status %d, stdout %q", name, status, stdout)
				}
				if strings.Count(stderr, "\n") != 1 {
					t.Errorf("%s: not one line: %s", name, stderr)
				}
				for _, part := range append(r.want, "calmcalf: ", "CALMCALF_"+r.variable) {
					if r.variable == "TOKEN_FILE" && part == "CALMCALF_TOKEN_FILE" && r.holds == badFile {
						continue // what is wrong is the token
					}
					if !strings.Contains(stderr, part) {
						t.Errorf("%s: no %q in: %s", name, part, stderr)
					}
				}
				if strings.Contains(stderr, "TEST-token") || strings.Contains(stderr, "TEST token") {
					t.Errorf("%s: a secret is told: %s", name, stderr)
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(folder, "calmcalf.db")); err == nil {
		t.Error("a store was begun in spite of a mistake")
	}
}

// TestRightSettings sets every variable in the other ways that are right.
func TestRightSettings(t *testing.T) {
	t.Parallel()
	fine := settings{Token: testToken, APIURL: "https://api.telegram.org",
		Open: "false", Timezone: "UTC", Language: "en", Rate: "28", Log: "text,info"}
	fine.Store, fine.AllowTemporary, fine.BackupKeep = "bolt:/srv/calmcalf.db", "false", "14"
	fine.WebhookListen = "127.0.0.1:8443"
	cert, key := newCertificate(t)
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte("\n "+testToken+" \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*settings){
		"as they are":       func(*settings) {},
		"token in a file":   func(s *settings) { s.Token, s.TokenFile = "", tokenFile },
		"own server":        func(s *settings) { s.APIURL = "http://127.0.0.1:8081/telegram/" },
		"open":              func(s *settings) { s.Open = "YES" },
		"zone in any case":  func(s *settings) { s.Timezone = "asia/kolkata" },
		"empty is no":       func(s *settings) { s.Open, s.AllowTemporary = "", "" },
		"temporary allowed": func(s *settings) { s.Store, s.AllowTemporary = "bolt:/tmp/calmcalf.db", "1" },
		"beside a temporary": func(s *settings) {
			s.Store = "bolt:/tmporary/calmcalf.db"
		},
		"webhook":      func(s *settings) { s.WebhookURL = "https://bot.example.org" },
		"its secret":   func(s *settings) { s.WebhookURL, s.WebhookSecret = "https://bot.example.org:88/a/b", "aZ_0-" },
		"on this host": func(s *settings) { s.WebhookURL, s.WebhookListen = "http://[::1]:1234/", "[::1]:1234" },
		"all hosts":    func(s *settings) { s.WebhookURL, s.WebhookListen = "https://bot.example.org/", ":8443" },
		"TLS":          func(s *settings) { s.WebhookURL, s.WebhookCert, s.WebhookKey = "https://bot.example.org/", cert, key },
		"slow":         func(s *settings) { s.Rate = "1" },
		"paid":         func(s *settings) { s.Rate = "1000" },
		"json":         func(s *settings) { s.Log = "JSON,Debug" },
		"level left":   func(s *settings) { s.Log = "json" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := fine
			change(&s)
			log, err := s.logger(t.Output())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.config(log); err != nil {
				t.Error(err)
			}
			if _, err := s.storePath(); err != nil {
				t.Error(err)
			}
		})
	}
}
