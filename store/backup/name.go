package backup

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// dated is a time in a file's name, so that names sort by age.
const dated = "20060102T150405Z"

const encryptedEnd = ".age"

// stem is what the store's backups are called after.
func (f Folder) stem() string {
	base := filepath.Base(f.Store)
	return cmp.Or(strings.TrimSuffix(base, filepath.Ext(base)), base)
}

// form is what the names of the store's backups look like.
func (f Folder) form() *regexp.Regexp {
	return regexp.MustCompile(`^` + regexp.QuoteMeta(f.stem()) + `-(\d{8}T\d{6}Z)\.db(\.age)?$`)
}

// free gives a name that nothing has. Two backups in a second are a second
// apart.
func (f Folder) free(now time.Time) (path string, err error) {
	for at := now.UTC(); ; at = at.Add(time.Second) {
		path = filepath.Join(f.Path, f.stem()+"-"+at.Format(dated)+".db")
		taken := false
		for _, end := range []string{"", encryptedEnd} {
			switch _, err := os.Lstat(path + end); {
			case err == nil:
				taken = true
			case !errors.Is(err, fs.ErrNotExist):
				return "", err
			}
		}
		if !taken {
			break
		}
	}
	if f.Recipient != nil {
		path += encryptedEnd
	}
	return path, nil
}

// names of the store's backups, oldest first.
func (f Folder) names() (names []string, err error) {
	entries, err := os.ReadDir(f.Path)
	form := f.form()
	for _, entry := range entries {
		if entry.Type().IsRegular() && form.MatchString(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

// Newest is when the latest backup was made that is no later than an instant, in
// UTC to the second; zero when there is none. Later ones are of a time when the
// clock was wrong.
func (f Folder) Newest(until time.Time) (newest time.Time, err error) {
	names, err := f.names()
	if err != nil {
		return time.Time{}, err
	}
	form := f.form()
	for _, name := range names {
		made, err := time.Parse(dated, form.FindStringSubmatch(name)[1])
		if err == nil && !made.After(until) { // the digits may be no date
			newest = made
		}
	}
	return newest, nil
}

// rotate removes the oldest backups, and never the one just made: the clock may
// have been moved back.
func (f Folder) rotate(made string) error {
	if f.Keep == 0 {
		return nil
	}
	names, err := f.names()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == made })
	for _, name := range names[:max(0, len(names)-(f.Keep-1))] {
		err = errors.Join(err, os.Remove(filepath.Join(f.Path, name)))
	}
	return err
}
