// Package disk writes files that survive: a crash or a full disk leaves the file
// from before, or the whole new one, and nothing in between.
//
// A file is never altered in its place. What is new is written into a [Draft]
// beside it, on the same file system and for its owner alone. Then the bytes
// are brought to the disk, the draft takes the name, and the folder is brought
// to the disk too, because the name lies in the folder and not in the file.
// Skip the first of these and a power cut can leave an empty file under the
// right name; skip the last and the name may still mean the file from before.
//
// A name is taken in two ways. [Draft.Replace] puts an end to what had it.
// [Draft.Link] takes it only while nobody has it, which a rename cannot promise:
// a rename replaces silently. A draft that a crash has left is found by its name,
// see [Sweep].
//
// When it fails, [Hint] says in words what an operator can do about it.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// WriteFile replaces a file, or makes a new one. Only its owner can read it.
func WriteFile(path string, content []byte) error {
	draft, err := NewDraft(path)
	if err != nil {
		return err
	}
	defer draft.Remove()
	if _, err := draft.Write(content); err != nil {
		return err
	}
	return draft.Replace()
}

// Rename gives a whole file another name in the same file system, in the place
// of what has it. The bytes have to be on the disk already.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(to))
}

// LinkOrRename gives a whole file another name, and fails with [fs.ErrExist]
// when something has it. Where there are links the old name stays as well.
// Elsewhere another process can still take the name in the moment between the
// look and the rename, and lose its file. The bytes have to be on the disk
// already.
func LinkOrRename(from, to string) error {
	return linkOr(os.Rename, from, to)
}

// LinkOrCopy gives a file a second name, and fails with [fs.ErrExist] when
// something has it. Where there are no links it is copied, for its owner alone.
func LinkOrCopy(from, to string) error {
	return linkOr(copyFile, from, to)
}

func linkOr(other func(from, to string) error, from, to string) error {
	err := os.Link(from, to)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		switch _, there := os.Lstat(to); {
		case there == nil:
			err = fs.ErrExist
		case errors.Is(there, fs.ErrNotExist):
			err = other(from, to)
		}
	}
	if err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(to))
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	draft, err := NewDraft(to)
	if err != nil {
		return err
	}
	defer draft.Remove()
	if _, err := io.Copy(draft, source); err != nil {
		return err
	}
	return draft.Replace()
}

// SyncFolder makes the names in a folder survive a crash. Windows has nothing
// like it.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
