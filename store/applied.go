package store

import (
	"encoding/binary"
	"slices"
)

// MostApplied is how many update ids a Book remembers. It has to be at least as
// many as Telegram may deliver again, all of which may be one person's: the
// hundred that one poll fetched and did not confirm before the process ended, or
// those in the open requests of a webhook, which are fewer. Telegram serves only
// one of the two, and whoever changes from one to the other gets the same updates
// again.
const MostApplied = 128

// Seen reports whether the update was applied before. Ids are compared for
// membership only: Telegram's order is not to be trusted.
func (b *Book) Seen(update int64) bool { return slices.Contains(b.Applied, update) }

// Apply remembers the update as applied.
func (b *Book) Apply(update int64) {
	b.Applied = append(b.Applied, update)
	b.Applied = b.Applied[max(0, len(b.Applied)-MostApplied):]
}

// packApplied keeps ids as the differences between them, as varints. They are by
// far the most numbers of a head, and lie close together.
func packApplied(ids []int64) []byte {
	var last int64
	packed := make([]byte, 0, 2*len(ids))
	for _, id := range ids {
		packed = binary.AppendVarint(packed, id-last)
		last = id
	}
	return packed
}

func unpackApplied(packed []byte) (ids []int64, err error) {
	var last int64
	for ids = make([]int64, 0, MostApplied+1); len(packed) > 0; { // room for one more
		delta, length := binary.Varint(packed)
		if length <= 0 {
			return nil, errShape
		}
		last += delta
		ids, packed = append(ids, last), packed[length:]
	}
	return ids, nil
}

// listedApplied reads ids from the list of differences that older versions wrote.
func listedApplied(listed []int64) []int64 {
	var last int64
	return convert(listed, func(delta int64) int64 {
		last += delta
		return last
	})
}
