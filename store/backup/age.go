package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"calmcalf/store/disk"
)

// ErrEncrypted means that a backup is encrypted and no identity was named.
var ErrEncrypted = errors.New("the backup is encrypted")

var errRecipient = errors.New("this is no age recipient")

// ParseRecipient reads an age recipient; nil of an empty text. What is wrong with
// it is not repeated in the error: it might be the identity.
func ParseRecipient(text string) (age.Recipient, error) {
	if text == "" {
		return nil, nil
	}
	found, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil || len(found) != 1 {
		return nil, errRecipient
	}
	return found[0], nil
}

// encrypt seals a file from its beginning.
func encrypt(ctx context.Context, to io.Writer, from *os.File, recipient age.Recipient) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sealed, err := age.Encrypt(to, recipient)
	if err != nil {
		return err
	}
	if _, err := io.Copy(sealed, disk.NewCtxReader(ctx, from)); err != nil {
		return err
	}
	return sealed.Close()
}

// What encrypted files begin with.
const (
	ageBegin   = "age-encryption.org/"
	armorBegin = "-----BEGIN AGE ENCRYPTED FILE-----"
)

// decrypt copies a backup, opened with the identities in a file when it is
// encrypted.
func decrypt(ctx context.Context, to io.Writer, path, identity string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name a backup in it", path)
	}
	buffered := bufio.NewReaderSize(disk.NewCtxReader(ctx, file), 1<<16)
	var from io.Reader = buffered
	opening, _ := buffered.Peek(len(armorBegin)) // less of a short file
	armored := strings.HasPrefix(string(opening), armorBegin)
	if armored {
		from = armor.NewReader(buffered)
	}
	if armored || strings.HasPrefix(string(opening), ageBegin) {
		identities, err := identitiesIn(identity)
		if err != nil {
			return err
		}
		var other *age.NoIdentityMatchError
		from, err = age.Decrypt(from, identities...)
		if errors.As(err, &other) {
			return fmt.Errorf("%s was encrypted to another recipient than that of %s", path, identity)
		}
		if err != nil {
			return fmt.Errorf("%s cannot be decrypted: %w", path, err)
		}
	}
	if _, err = io.Copy(to, from); err != nil && from != io.Reader(buffered) {
		return fmt.Errorf("%s cannot be decrypted to its end: %w", path, err)
	}
	return err
}

// identitiesIn reads a file that is secret: nothing of it is repeated.
func identitiesIn(path string) ([]age.Identity, error) {
	if path == "" {
		return nil, ErrEncrypted
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	found, err := age.ParseIdentities(file)
	if err != nil {
		return nil, fmt.Errorf("%s holds no age identity: it begins with AGE-SECRET-KEY-1", path)
	}
	return found, nil
}
