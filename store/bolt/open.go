package bolt

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"calmcalf/store/disk"
)

// fileMode lets nobody but the owner read who has cramps.
const fileMode = 0o600

// magic tells our file from those of other programs that use bbolt, and layout
// is the version of what lies in it.
const (
	magic  = "calmcalf"
	layout = 2
)

var (
	metaBucket     = []byte("meta")
	peopleBucket   = []byte("people")
	nightsBucket   = []byte("nights")
	alarmsBucket   = []byte("alarms")
	leasesBucket   = []byte("leases")
	settingsBucket = []byte("settings")

	dataBuckets = [][]byte{peopleBucket, nightsBucket, alarmsBucket, leasesBucket, settingsBucket}

	magicKey  = []byte("magic")
	layoutKey = []byte("layout")
	erasedKey = []byte("erased") // there when somebody was forgotten since the file was made
)

// Open opens the store in a file, or begins a new one where there is none. A
// file that is not a sound store is refused and left as it is. A file that
// others can read is narrowed to its owner. One of an older layout is brought up
// to date, and a copy of it as it was stays beside it until the next [Compact]
// or [Store.DropCopies].
//
// Errors are one line that says what would help.
func Open(path string, opts Options) (*Store, error) {
	s, err := open(path, opts)
	if err != nil {
		return nil, fault(path, err)
	}
	return s, nil
}

func open(path string, opts Options) (*Store, error) {
	file, err := follow(path, mostLinks)
	if err != nil {
		return nil, err
	}
	_, err = os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) && !opts.MustExist {
		err = create(file)
	}
	if err != nil {
		return nil, err
	}
	wait := opts.LockWait
	if wait <= 0 {
		wait = lockWait
	}
	db, version, err := openSound(file, wait, false)
	if err != nil {
		return nil, err
	}
	if err := narrow(file); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	// A compaction that was cut off leaves a copy of the diaries, and so does a
	// change of the layout. Should it be impossible to remove them, the next one
	// says so.
	_ = os.Remove(compactDraft(file))
	_ = os.Remove(copyDraft(file))
	s := newStore(db, path, file, version)
	if version < layout && !opts.AsItIs {
		if s.kept, err = migrate(db, file, version); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		s.from, s.layout = version, layout
	}
	return s, nil
}

func newStore(db *bbolt.DB, path, file string, version uint32) *Store {
	return &Store{db: db, path: path, file: file, layout: version, long: make(chan struct{}, 1)}
}

// narrow takes the file from everybody but its owner.
func narrow(file string) error {
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm()&^fileMode == 0 {
		return err
	}
	return os.Chmod(file, fileMode)
}

// openSound opens a file that is there and looks like a store of this or an
// older layout, which it gives. Who waited for
// the lock may have waited for a file that was replaced meanwhile, and is given
// the one that has its name now.
func openSound(file string, wait time.Duration, readOnly bool) (db *bbolt.DB, version uint32, err error) {
	for {
		if err := inspect(file); err != nil {
			return nil, 0, err
		}
		db, err := openDB(file, bbolt.Options{Timeout: wait, ReadOnly: readOnly})
		if errors.Is(err, errReplaced) {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		if err := guard(func() error {
			return db.View(func(tx *bbolt.Tx) error {
				version, err = recognise(tx)
				return err
			})
		}); err != nil {
			return nil, 0, errors.Join(err, db.Close())
		}
		return db, version, nil
	}
}

// openDB opens a file that is there. bbolt panics on some damage; the file is
// closed then, so that its lock does not outlive the attempt.
func openDB(path string, options bbolt.Options) (db *bbolt.DB, err error) {
	var opened *os.File
	options.FreelistType = bbolt.FreelistMapType
	options.OpenFile = func(name string, flag int, mode os.FileMode) (file *os.File, err error) {
		opened, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
		return opened, err
	}
	err = guard(func() (err error) {
		db, err = bbolt.Open(path, fileMode, &options)
		return err
	})
	if err != nil {
		if errors.Is(err, errDamaged) && opened != nil {
			unlock(opened)
			opened.Close()
		}
		return nil, err
	}
	if same, err := named(path, opened); err != nil || !same {
		return nil, errors.Join(cmp.Or(err, errReplaced), db.Close())
	}
	return db, nil
}

var errReplaced = errors.New("the file was replaced meanwhile")

// named reports whether an open file still has this name.
func named(path string, opened *os.File) (bool, error) {
	now, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	then, err := opened.Stat()
	return err == nil && os.SameFile(now, then), err
}

// recognise gives the layout of a database, and refuses one that is not ours, or
// not one we can read.
func recognise(tx *bbolt.Tx) (version uint32, err error) {
	meta := tx.Bucket(metaBucket)
	if meta == nil || string(meta.Get(magicKey)) != magic {
		return 0, errForeign
	}
	record := meta.Get(layoutKey)
	if len(record) != 4 {
		return 0, errDamaged
	}
	version = binary.BigEndian.Uint32(record)
	switch {
	case version == 0:
		return 0, errDamaged
	case version > layout:
		return 0, fmt.Errorf("a newer version of the program wrote it (layout %d, this one knows %d): run that version, or restore an older backup",
			version, layout)
	}
	for _, name := range dataBuckets {
		if tx.Bucket(name) == nil {
			return 0, errDamaged
		}
	}
	return version, nil
}

// create makes an empty store. It is made beside its place and then put there
// whole, so that a crash leaves no half of one behind to be refused. Should
// another process be first, its store stays.
func create(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	draft := file.Name()
	defer os.Remove(draft)
	if err := file.Close(); err != nil {
		return err
	}
	db, err := openDB(draft, bbolt.Options{Timeout: lockWait})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range dataBuckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		meta, err := tx.CreateBucket(metaBucket)
		if err != nil {
			return err
		}
		if err := meta.Put(magicKey, []byte(magic)); err != nil {
			return err
		}
		return meta.Put(layoutKey, binary.BigEndian.AppendUint32(nil, layout))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := disk.LinkOrRename(draft, path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// mostLinks is how many symbolic links may follow each other.
const mostLinks = 16

// follow gives the file that a symbolic link stands for, whether or not that
// file is there yet.
func follow(path string, links int) (string, error) {
	target, err := os.Readlink(path)
	if err != nil { // not a link, or nothing at all
		return path, nil
	}
	if links == 0 {
		return "", errors.New("its symbolic links lead in a circle: remove one of them")
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(path), target)
	}
	return follow(target, links-1)
}
