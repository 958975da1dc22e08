package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/place"
)

// settings are what an operator may set, by flag or by variable. All of them
// come in as text, so that a mistake can be told with the variable's name.
type settings struct {
	Token     string `env:"CALMCALF_TOKEN" placeholder:"TOKEN" help:"The bot token."`
	TokenFile string `env:"CALMCALF_TOKEN_FILE" placeholder:"FILE" help:"A file that holds the bot token."`
	APIURL    string `name:"api-url" env:"CALMCALF_API_URL" default:"https://api.telegram.org" help:"Bot API server."`
	storeSettings
	Open          string `env:"CALMCALF_OPEN" default:"false" help:"true lets anyone in."`
	Timezone      string `env:"CALMCALF_TIMEZONE" default:"UTC" help:"Zone offered first to new people."`
	Language      string `env:"CALMCALF_LANGUAGE" default:"en" help:"Language when Telegram names none that is offered."`
	WebhookURL    string `name:"webhook-url" env:"CALMCALF_WEBHOOK_URL" placeholder:"URL" help:"Where Telegram delivers updates, instead of long polling."`
	WebhookListen string `env:"CALMCALF_WEBHOOK_LISTEN" default:"127.0.0.1:8443" help:"Address that receives them, if there is a webhook."`
	WebhookSecret string `env:"CALMCALF_WEBHOOK_SECRET" placeholder:"SECRET" help:"Secret that Telegram sends along; a new one at each start if empty."`
	WebhookCert   string `env:"CALMCALF_WEBHOOK_CERT" placeholder:"FILE" help:"TLS certificate and its chain, in PEM; none behind a proxy."`
	WebhookKey    string `env:"CALMCALF_WEBHOOK_KEY" placeholder:"FILE" help:"Private key of the certificate, in PEM."`
	Rate          string `env:"CALMCALF_RATE" default:"28" help:"Messages and edits per second to all chats together."`
	backupSettings
	Log string `env:"CALMCALF_LOG" default:"text,info" help:"text or json, with a level: debug, info, warn or error."`
}

// storeSettings are those of every subcommand that needs the store.
type storeSettings struct {
	Store          string `env:"CALMCALF_STORE" default:"bolt:calmcalf.db" help:"Where the diaries are kept."`
	AllowTemporary string `env:"CALMCALF_ALLOW_TEMPORARY" default:"false" help:"true lets the store lie in a temporary folder."`
}

// backupSettings are those of every subcommand that makes backups.
type backupSettings struct {
	BackupDir       string `env:"CALMCALF_BACKUP_DIR" placeholder:"DIR" help:"Folder for a backup each night; none are made if empty."`
	BackupKeep      string `env:"CALMCALF_BACKUP_KEEP" default:"14" help:"How many backups stay there."`
	BackupRecipient string `env:"CALMCALF_BACKUP_RECIPIENT" placeholder:"RECIPIENT" help:"age recipient that backups are encrypted to."`
}

// errSetting marks a mistake in the settings.
var errSetting = errors.New("wrong setting")

// wrong is the one line about a mistake: the variable, what it holds (never a
// secret), and what would be right.
func wrong(variable, holds, right string) error {
	return fmt.Errorf("CALMCALF_%s holds %q, which is a %w: %s", variable, holds, errSetting, right)
}

// token gives the bot token, from the variable or from the file.
func (s settings) token() (string, error) {
	token := s.Token
	switch {
	case token != "" && s.TokenFile != "":
		return "", fmt.Errorf("CALMCALF_TOKEN and CALMCALF_TOKEN_FILE are both set, which is a %w: set one", errSetting)
	case s.TokenFile != "":
		content, err := os.ReadFile(s.TokenFile)
		if err != nil {
			return "", wrong("TOKEN_FILE", s.TokenFile, "a readable file with the token was expected")
		}
		token = strings.TrimSpace(string(content))
	case token == "":
		return "", fmt.Errorf("CALMCALF_TOKEN is empty, which is a %w: ask @BotFather in Telegram for a token", errSetting)
	}
	if !tokenForm.MatchString(token) {
		return "", fmt.Errorf("CALMCALF_TOKEN does not hold a bot token, which is a %w: it looks like 123456:ABC-DEF", errSetting)
	}
	return token, nil
}

var tokenForm = regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{5,100}$`)

// strayToken finds a token that was put where another setting belongs. Real
// ones have 35 characters after the colon.
var strayToken = regexp.MustCompile(`[0-9]+:[A-Za-z0-9_-]{20,}`)

// withoutTokens hides what looks like a token.
func withoutTokens(text string) string { return strayToken.ReplaceAllString(text, "(a token)") }

func (s settings) api() (string, error) {
	u, err := url.Parse(s.APIURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.User != nil {
		holds := s.APIURL
		if at := strings.LastIndexByte(holds, '@'); at >= 0 {
			holds = "…" + holds[at:] // a password may stand before it
		}
		return "", wrong("API_URL", holds, "an address like https://api.telegram.org was expected")
	}
	return strings.TrimRight(s.APIURL, "/"), nil
}

// storePath is the store's file. Temporary folders are emptied by the system,
// so a diary is not put there by mistake.
func (s storeSettings) storePath() (string, error) {
	path, ok := strings.CutPrefix(s.Store, "bolt:")
	if !ok || path == "" {
		return "", wrong("STORE", s.Store, "bolt: and a file name was expected, like bolt:calmcalf.db")
	}
	allow, err := yes("ALLOW_TEMPORARY", s.AllowTemporary)
	if err != nil {
		return "", err
	}
	if temporary(path) && !allow {
		return "", wrong("STORE", s.Store, "it lies in a temporary folder; choose another one or set CALMCALF_ALLOW_TEMPORARY=true")
	}
	return path, nil
}

func temporary(path string) bool {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	for _, folder := range []string{os.TempDir(), "/tmp", "/var/tmp", "/dev/shm"} {
		if inside, err := filepath.Rel(folder, absolute); err == nil && !strings.HasPrefix(inside, "..") {
			return true
		}
	}
	return false
}

func yes(variable, text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0", "":
		return false, nil
	}
	return false, wrong(variable, text, "true or false was expected")
}

func (s settings) open() (bool, error) { return yes("OPEN", s.Open) }

func (s settings) zone() (string, error) {
	zone, ok := place.Zone(s.Timezone)
	if !ok {
		return "", wrong("TIMEZONE", s.Timezone, "a zone like Europe/Berlin was expected")
	}
	return zone, nil
}

func (s settings) texts() (*locale.Catalog, error) {
	if !slices.Contains(locale.Languages(), s.Language) {
		return nil, wrong("LANGUAGE", s.Language, "one of "+strings.Join(locale.Languages(), ", ")+" was expected")
	}
	return locale.Load(s.Language)
}

// Slower than leastRate nobody gets through onboarding; mostRate is the fastest
// that Telegram allows, for paid broadcasts.
const leastRate, mostRate = 1, 1000

func (s settings) rate() (float64, error) {
	rate, err := strconv.ParseFloat(s.Rate, 64)
	if err != nil || !(rate >= leastRate && rate <= mostRate) {
		return 0, wrong("RATE", s.Rate, "a number from 1 to 1000 was expected, like 28")
	}
	return rate, nil
}

// logger writes to standard error.
func (s settings) logger(to io.Writer) (*slog.Logger, error) {
	format, name, _ := strings.Cut(strings.ToLower(s.Log), ",")
	options := &slog.HandlerOptions{}
	if name != "" {
		var level slog.Level
		if err := level.UnmarshalText([]byte(name)); err != nil {
			return nil, wrong("LOG", s.Log, "text or json and a level was expected, like text,info")
		}
		options.Level = level
	}
	switch format {
	case "text":
		return slog.New(newSparing(slog.NewTextHandler(to, options), time.Now)), nil
	case "json":
		return slog.New(newSparing(slog.NewJSONHandler(to, options), time.Now)), nil
	}
	return nil, wrong("LOG", s.Log, "text or json and a level was expected, like text,info")
}
