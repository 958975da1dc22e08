package store

import (
	"slices"

	"calmcalf/routines"
)

// memory is a store of one person's records that counts how many are read.
type memory struct {
	id      routines.PersonID
	head    []byte
	records []Record // oldest first
	reads   int
	err     error // what reading gives, if it is to fail
}

func (s *memory) Range(from, to routines.Date) (found []Record, err error) {
	for _, record := range s.records {
		if record.Date >= from && record.Date <= to {
			found = append(found, record)
		}
	}
	s.reads += len(found)
	return found, s.err
}

func (s *memory) Last(to routines.Date) (Record, bool, error) {
	for _, record := range slices.Backward(s.records) {
		if record.Date <= to {
			s.reads++
			return record, true, s.err
		}
	}
	return Record{}, false, s.err
}

// update does what an implementation does.
func (s *memory) update(change func(*Book)) (Changes, error) {
	book, err := OpenBook(s.id, s.head, s)
	if err != nil {
		return Changes{}, err
	}
	change(book)
	changes, err := book.Changes()
	if err != nil {
		return Changes{}, err
	}
	if changes.Empty {
		s.head, s.records = nil, nil
		return changes, nil
	}
	if changes.Head != nil {
		s.head = changes.Head
	}
	for _, record := range changes.Nights {
		at, found := slices.BinarySearchFunc(s.records, record.Date, func(r Record, d routines.Date) int { return int(r.Date - d) })
		if found {
			s.records[at] = record
		} else {
			s.records = slices.Insert(s.records, at, record)
		}
	}
	return changes, nil
}
