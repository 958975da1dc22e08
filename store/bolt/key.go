package bolt

import (
	"encoding/binary"
	"time"

	"calmcalf/routines"
)

// Keys are compared byte by byte, so numbers are big-endian, and signed ones
// have their sign turned round: what is smaller comes first.

const (
	instantBytes = 8
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

func alarmKey(at time.Time, id routines.PersonID) []byte {
	key := binary.BigEndian.AppendUint64(make([]byte, 0, instantBytes+personBytes), uint64(at.UnixMicro())^1<<63)
	return binary.BigEndian.AppendUint64(key, uint64(id))
}

func alarmOf(key []byte) (at time.Time, id routines.PersonID) {
	micros := int64(binary.BigEndian.Uint64(key) ^ 1<<63)
	return time.UnixMicro(micros).UTC(), routines.PersonID(binary.BigEndian.Uint64(key[instantBytes:]))
}
