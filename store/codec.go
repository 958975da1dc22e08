package store

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"calmcalf/routines"
)

// Records are CBOR maps (RFC 8949) with small numbers for keys, so that a later
// version can add a field: what an older one did not write is then zero. Numbers
// are never given to another field. A key that this program does not know is an
// error, since writing the record again would lose it.
//
// The encoding is deterministic (section 4.2.1): equal values have equal records,
// which is how a Book finds out what changed.
var (
	encoding = must(cbor.CoreDetEncOptions().EncMode())
	decoding = must(cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		UTF8:              cbor.UTF8DecodeInvalid, // what was stored can be read
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxNestedLevels:   8,
		MaxArrayElements:  mostBytes,
		MaxMapPairs:       mostBytes,
	}.DecMode())
)

func must[T any](mode T, err error) T {
	if err != nil {
		panic(err)
	}
	return mode
}

// mostBytes bounds a payload. The largest that the bot can make are far
// smaller, so that a record which grows without end is noticed early.
const mostBytes = 1 << 20

// What may be wrong with a record.
var (
	errChecksum = errors.New("is damaged: its checksum does not fit")
	errShape    = errors.New("is damaged: it does not have the shape of one")
	errNewer    = errors.New("was written by a newer version of the program")
	errRange    = errors.New("holds an instant that is not of this era")
	errLarge    = errors.New("is too large to be stored")
)

func personFault(id routines.PersonID, err error) error {
	return fmt.Errorf("store: person %d: the record of the person %w", id, err)
}

func nightFault(id routines.PersonID, date routines.Date, err error) error {
	return fmt.Errorf("store: person %d: the record of the night %v %w", id, date, err)
}

func encode(record any) ([]byte, error) {
	payload, err := encoding.Marshal(record)
	switch {
	case err != nil:
		return nil, errShape
	case len(payload) > mostBytes:
		return nil, errLarge
	}
	return payload, nil
}

// decode reads a payload into a record. The library's own words may quote what
// is stored, so they are not passed on.
func decode(payload []byte, record any) error {
	err := decoding.Unmarshal(payload, record)
	var unknown *cbor.UnknownFieldError
	switch {
	case errors.As(err, &unknown):
		return errNewer
	case err != nil:
		return errShape
	}
	return nil
}

// tuple gives numbers without their trailing zeros, so that a later version can
// append a number, and what is rarely set costs nothing. The library's toarray
// has neither.
func tuple(numbers ...int64) []int64 {
	for len(numbers) > 0 && numbers[len(numbers)-1] == 0 {
		numbers = numbers[:len(numbers)-1]
	}
	return numbers
}

// reader reads the numbers of a tuple, one after the other; 0 where it has ended.
type reader struct {
	left []int64
	err  *error
}

// read begins to read a tuple, which has at most so many numbers in this version.
func read(tuple []int64, most int, err *error) *reader {
	if len(tuple) > most {
		*err = errNewer
	}
	return &reader{left: tuple, err: err}
}

func (r *reader) next() (n int64) {
	if len(r.left) > 0 {
		n, r.left = r.left[0], r.left[1:]
	}
	return n
}

func (r *reader) bool() bool { return r.next() != 0 }

// number is the next one, in a smaller type; it is an error when it does not fit.
func number[T ~int | ~int16 | ~int32 | ~uint8 | ~uint16](r *reader) T {
	n := r.next()
	if int64(T(n)) != n {
		*r.err = errShape
	}
	return T(n)
}

// bit is 1 for true.
func bit(set bool) int64 {
	if set {
		return 1
	}
	return 0
}

// convert applies one to each value; no values give nil.
func convert[A, B any](values []A, one func(A) B) []B {
	if len(values) == 0 {
		return nil
	}
	converted := make([]B, len(values))
	for i, value := range values {
		converted[i] = one(value)
	}
	return converted
}
