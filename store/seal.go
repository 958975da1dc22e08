package store

import (
	"encoding/binary"
	"hash/crc32"

	"calmcalf/routines"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumBytes = 4

// Seal appends a checksum (CRC-32C) to a payload. It covers the record's place
// as well, so that a record that lies in the place of another is noticed.
func Seal(place, payload []byte) []byte {
	return binary.BigEndian.AppendUint32(payload, checksum(place, payload))
}

// Unseal gives the payload of a sealed record; ok is false when the checksum
// does not fit.
func Unseal(place, record []byte) (payload []byte, ok bool) {
	if len(record) < checksumBytes {
		return nil, false
	}
	payload, sum := record[:len(record)-checksumBytes], record[len(record)-checksumBytes:]
	return payload, binary.BigEndian.Uint32(sum) == checksum(place, payload)
}

func checksum(place, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(place, castagnoli), castagnoli, payload)
}

func personPlace(id routines.PersonID) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, 12), uint64(id))
}

func nightPlace(id routines.PersonID, date routines.Date) []byte {
	return binary.BigEndian.AppendUint32(personPlace(id), uint32(date))
}
