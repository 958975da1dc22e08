package store

import (
	"slices"

	"calmcalf/routines"
)

// shelf is a store of one person's records, in memory, that counts what is read
// of it.
type shelf struct {
	id    routines.PersonID
	head  []byte
	pages []Page // oldest first
	reads int
	err   error // what reading gives, if it is to fail
}

func (s *shelf) Range(from, to routines.Date) (found []Page, err error) {
	for _, page := range s.pages {
		if page.Date >= from && page.Date <= to {
			found = append(found, page)
		}
	}
	s.reads += len(found)
	return found, s.err
}

func (s *shelf) Last(to routines.Date) (Page, bool, error) {
	for _, page := range slices.Backward(s.pages) {
		if page.Date <= to {
			s.reads++
			return page, true, s.err
		}
	}
	return Page{}, false, s.err
}

// update does what an implementation does.
func (s *shelf) update(change func(*Book)) (Changes, error) {
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
		s.head, s.pages = nil, nil
		return changes, nil
	}
	if changes.Head != nil {
		s.head = changes.Head
	}
	for _, page := range changes.Nights {
		at, found := slices.BinarySearchFunc(s.pages, page.Date, func(p Page, d routines.Date) int { return int(p.Date - d) })
		if found {
			s.pages[at] = page
		} else {
			s.pages = slices.Insert(s.pages, at, page)
		}
	}
	return changes, nil
}
