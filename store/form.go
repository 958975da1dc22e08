package store

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"calmcalf/routines"
)

// form is a record while its fields are gone through, in the order of their
// numbers, either to write or to read them. One list of fields serves both ways,
// so that they cannot come apart.
//
// Records are CBOR maps (RFC 8949) with small numbers for keys, so that a later
// version can add a field: what an older one did not write is then zero. Numbers
// are never given to another field. A key that this program does not know is an
// error, since writing the record again would lose it.
//
// The encoding is canonical (section 4.2.1): what is zero is left out, and equal
// values have equal records, which is how a Book tells what changed.
//
// Libraries find the fields by reflection, which took most of the time of a tap.
type form struct {
	reading bool
	record  []byte // what was written, or is left to be read
	err     error  // the first thing that went wrong
	fields  fields
}

// fields are those of the map that is open.
type fields struct {
	count int    // that were written, or are left to be read
	last  uint64 // the number that was read last
	next  uint64 // the same until its value is read, then zero
}

// The kinds of values, as they begin.
const (
	whole    = 0 << 5
	negative = 1 << 5
	octets   = 2 << 5
	words    = 3 << 5
	sequence = 4 << 5
	pairs    = 5 << 5
	no       = 0xf4
	yes      = 0xf5
)

// write gives the record of what has these fields, with room for its checksum.
// A map has at most 23 fields.
func write(room int, fields func(*form)) ([]byte, error) {
	f := &form{record: make([]byte, 0, room)}
	f.pairs(fields)
	if f.err == nil && len(f.record) > mostBytes {
		f.err = errLarge
	}
	return f.record, f.err
}

// read fills what has these fields from a record.
func read(record []byte, fields func(*form)) error {
	f := &form{reading: true, record: record}
	f.pairs(fields)
	if len(f.record) > 0 {
		f.fail(errShape)
	}
	return f.err
}

// fail makes it look as if nothing were left to be read.
func (f *form) fail(err error) {
	if f.err == nil {
		f.err = err
	}
	if f.reading {
		f.record, f.fields = nil, fields{}
	}
}

// pairs goes through the fields of a map, and gives how many were written.
func (f *form) pairs(each func(*form)) (count int) {
	outer, at := f.fields, len(f.record)
	f.fields = fields{}
	if f.reading {
		f.fields.count = f.length(pairs)
		each(f)
		if f.look() {
			f.fail(errNewer)
		}
	} else {
		f.record = append(f.record, pairs)
		each(f)
		f.record[at] += byte(f.fields.count)
	}
	count = f.fields.count
	f.fields = outer
	if f.err != nil {
		f.fail(f.err) // nothing is left of the map around it, either
	}
	return count
}

// look reads the number of the next field, if there is one.
func (f *form) look() bool {
	if f.fields.next == 0 && f.fields.count > 0 {
		f.fields.count--
		key := f.head(whole)
		if key <= f.fields.last {
			f.fail(errShape)
			return false
		}
		f.fields.last, f.fields.next = key, key
	}
	return f.fields.next != 0
}

// has tells whether the value of a field is to be read now, or, when it is there,
// to be written.
func (f *form) has(field uint64, there bool) bool {
	if f.reading {
		if !f.look() || f.fields.next != field {
			return false
		}
		f.fields.next = 0
		return true
	}
	if there {
		f.fields.count++
		f.begin(whole, field)
	}
	return there
}

// begin writes the kind of a value, and a number: itself, or how long it is.
func (f *form) begin(kind byte, n uint64) {
	switch {
	case n < 24:
		f.record = append(f.record, kind|byte(n))
	case n < 1<<8:
		f.record = append(f.record, kind|24, byte(n))
	case n < 1<<16:
		f.record = binary.BigEndian.AppendUint16(append(f.record, kind|25), uint16(n))
	case n < 1<<32:
		f.record = binary.BigEndian.AppendUint32(append(f.record, kind|26), uint32(n))
	default:
		f.record = binary.BigEndian.AppendUint64(append(f.record, kind|27), n)
	}
}

// head undoes begin.
func (f *form) head(kind byte) uint64 {
	n, ok := f.take(kind)
	if !ok {
		f.fail(errShape)
	}
	return n
}

func (f *form) take(kind byte) (n uint64, ok bool) {
	if len(f.record) == 0 || f.record[0]&^31 != kind {
		return 0, false
	}
	small, rest := f.record[0]&31, f.record[1:]
	if small < 24 {
		f.record = rest
		return uint64(small), true
	}
	length := 1 << (small - 24)
	if small > 27 || len(rest) < length {
		return 0, false
	}
	for _, b := range rest[:length] {
		n = n<<8 | uint64(b)
	}
	f.record = rest[length:]
	return n, true
}

// length reads how many values follow. Each takes a byte at least, so a wrong
// one claims no memory.
func (f *form) length(kind byte) int {
	n := f.head(kind)
	if n > uint64(len(f.record)) {
		f.fail(errShape)
		return 0
	}
	return int(n)
}

func (f *form) writeInt(n int64) {
	if n < 0 {
		f.begin(negative, uint64(^n))
	} else {
		f.begin(whole, uint64(n))
	}
}

func (f *form) readInt() int64 {
	var below int64
	n, ok := f.take(whole)
	if !ok {
		n, below = f.head(negative), -1
	}
	if n > 1<<63-1 {
		f.fail(errShape)
		return 0
	}
	return int64(n) ^ below
}

// number is a field that holds a number.
func number[T integer](f *form, field uint64, n *T) {
	if f.has(field, *n != 0) {
		value(f, n)
	}
}

// value is a number that is not left out.
func value[T integer](f *form, n *T) {
	if f.reading {
		*n = narrow[T](f.readInt(), f)
	} else {
		f.writeInt(int64(*n))
	}
}

type integer interface {
	~int | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16
}

// narrow converts a number to a smaller type, and fails when it does not fit.
func narrow[T integer](n int64, f *form) T {
	if int64(T(n)) != n {
		f.fail(errShape)
	}
	return T(n)
}

// flag is a field that is either set or not there.
func (f *form) flag(field uint64, set *bool) {
	if f.has(field, *set) {
		f.bit(set)
	}
}

func (f *form) bit(set *bool) {
	switch {
	case !f.reading && *set:
		f.record = append(f.record, yes)
	case !f.reading:
		f.record = append(f.record, no)
	case len(f.record) > 0 && f.record[0]&^1 == no:
		*set = f.record[0] == yes
		f.record = f.record[1:]
	default:
		f.fail(errShape)
	}
}

// text is a field that holds words.
func (f *form) text(field uint64, text *string) {
	switch {
	case !f.has(field, *text != ""):
	case f.reading:
		length := f.length(words)
		*text = string(f.record[:length])
		f.record = f.record[length:]
	default:
		f.begin(words, uint64(len(*text)))
		f.record = append(f.record, *text...)
	}
}

// bytes is a field that holds bytes.
func (f *form) bytes(field uint64, bytes *[]byte) {
	switch {
	case !f.has(field, len(*bytes) > 0):
	case f.reading:
		length := f.length(octets)
		*bytes = f.record[:length]
		f.record = f.record[length:]
	default:
		f.begin(octets, uint64(len(*bytes)))
		f.record = append(f.record, *bytes...)
	}
}

// instant is a field that holds the distance from the instant before on its
// line.
func (f *form) instant(field uint64, t *time.Time, l *line) {
	var distance int64
	if !f.reading {
		distance = l.put(*t)
	}
	number(f, field, &distance)
	if f.reading {
		*t = l.take(distance)
	}
	if l.err != nil {
		f.fail(l.err)
	}
}

// micro is an instant on a line of its own.
func (f *form) micro(field uint64, t *time.Time) {
	f.instant(field, t, &line{unit: time.Microsecond})
}

// part is a field that holds fields itself, when any of them is there.
func (f *form) part(field uint64, each func(*form)) {
	before := len(f.record)
	if f.has(field, true) && f.pairs(each) == 0 && !f.reading {
		f.record = f.record[:before]
		f.fields.count--
	}
}

// list is a field that holds values of one kind, when there are any.
func list[T any](f *form, field uint64, values *[]T, one func(*T)) {
	if !f.has(field, len(*values) > 0) {
		return
	}
	if f.reading {
		*values = make([]T, f.length(sequence))
	} else {
		f.begin(sequence, uint64(len(*values)))
	}
	for i := range *values {
		one(&(*values)[i])
	}
}

// byRoutine is a field that holds a value for some routines. An empty map is
// kept apart from none: a plan without habits can still be given one.
func byRoutine[T any](f *form, field uint64, values *map[routines.Routine]T, one func(*T)) {
	if !f.has(field, *values != nil) {
		return
	}
	var value T // one for all, since it is allocated
	if f.reading {
		last, count := -1, f.length(pairs)
		*values = make(map[routines.Routine]T, min(count, 1<<8))
		for range count {
			routine := narrow[routines.Routine](int64(f.head(whole)), f)
			if int(routine) <= last {
				f.fail(errShape)
			}
			value = *new(T)
			if one(&value); f.err != nil {
				return
			}
			(*values)[routine], last = value, int(routine)
		}
		return
	}
	f.begin(pairs, uint64(len(*values)))
	var room [16]routines.Routine
	there := slices.AppendSeq(room[:0], maps.Keys(*values))
	slices.Sort(there)
	for _, routine := range there {
		f.begin(whole, uint64(routine))
		value = (*values)[routine]
		one(&value)
	}
}

// row is a list of numbers whose trailing zeros are left out, so that a later
// version can add a column.
type row struct {
	form    *form
	columns [mostColumns]int64
	at      int
}

const mostColumns = markColumns

// row begins one that has so many columns.
func (f *form) row(columns int) row {
	r := row{form: f}
	if f.reading {
		length := f.length(sequence)
		if length > columns {
			f.fail(errNewer)
			length = 0
		}
		for i := range length {
			r.columns[i] = f.readInt()
		}
	}
	return r
}

// end ends a row that is written.
func (r *row) end() {
	if r.form.reading {
		return
	}
	for r.at > 0 && r.columns[r.at-1] == 0 {
		r.at--
	}
	r.form.begin(sequence, uint64(r.at))
	for _, n := range r.columns[:r.at] {
		r.form.writeInt(n)
	}
}

// column is one number of a row, 0 where the row has ended.
func column[T integer](r *row, n *T) {
	if r.form.reading {
		*n = narrow[T](r.columns[r.at], r.form)
	} else {
		r.columns[r.at] = int64(*n)
	}
	r.at++
}

// bit is a column that is 1 for true.
func (r *row) bit(set *bool) {
	var n int64
	if *set {
		n = 1
	}
	column(r, &n)
	*set = n != 0
}

// instant is a column that holds the distance from the instant before on its
// line.
func (r *row) instant(t *time.Time, l *line) {
	var distance int64
	if !r.form.reading {
		distance = l.put(*t)
	}
	column(r, &distance)
	if r.form.reading {
		*t = l.take(distance)
	}
	if l.err != nil {
		r.form.fail(l.err)
	}
}
