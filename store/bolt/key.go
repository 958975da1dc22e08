package bolt

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// Keys are compared byte by byte, so numbers are big-endian, and signed ones
// have their sign turned round: what is smaller comes first.

const (
	instantBytes = 8
	scatterBytes = 4
	personBytes  = 8
	dateBytes    = 4
)

func personKey(id routines.PersonID) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, personBytes+dateBytes), uint64(id))
}

func nightKey(id routines.PersonID, date routines.Date) []byte {
	return binary.BigEndian.AppendUint32(personKey(id), uint32(date)^1<<31)
}

// nightOf reads the date from a key that begins with the person's.
func nightOf(key []byte) routines.Date {
	return routines.Date(binary.BigEndian.Uint32(key[personBytes:]) ^ 1<<31)
}

// alarmKey sorts alarms by their instant, and those of one instant by a hash of
// instant and person: of many who share a minute, others come first the next
// evening. The hash follows from the rest, so that the key can be found again.
func alarmKey(at time.Time, id routines.PersonID) []byte {
	key := instantKey(at)
	hash := sha256.Sum256(binary.BigEndian.AppendUint64(key, uint64(id)))
	key = append(key, hash[:scatterBytes]...)
	return binary.BigEndian.AppendUint64(key, uint64(id))
}

func instantKey(at time.Time) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, instantBytes+scatterBytes+personBytes), uint64(at.UnixMicro())^1<<63)
}

func instantOf(key []byte) time.Time {
	return time.UnixMicro(int64(binary.BigEndian.Uint64(key) ^ 1<<63)).UTC()
}

func alarmOf(key []byte) (at time.Time, id routines.PersonID) {
	return instantOf(key), routines.PersonID(binary.BigEndian.Uint64(key[instantBytes+scatterBytes:]))
}

// alarmValue is what lies under an alarm's key: from when on it may ring early,
// sealed, or nothing when nothing is expected to be said at it.
func alarmValue(key []byte, early time.Time) []byte {
	if early.IsZero() {
		return nil
	}
	return store.Seal(key, instantKey(early))
}

// mayRing reports whether an alarm that lies ahead may ring now. If its value is
// damaged, it may not, and rings in time.
func mayRing(key, value []byte, now time.Time) bool {
	early, ok := store.Unseal(key, value)
	return ok && len(early) == instantBytes && !instantOf(early).After(now)
}
