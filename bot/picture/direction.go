package picture

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/text/unicode/bidi"
)

// RightToLeft reports whether a text runs from right to left: its first letter
// decides.
func RightToLeft(text string) bool {
	for _, r := range text {
		switch class(r) {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// levelled is a run with its embedding level: 0 for what runs left to right, 1
// for what runs right to left, and 2 for what runs left to right within that.
type levelled struct {
	shaping.Input
	level int
}

// visual puts the runs of a line into the order in which they are seen, rule L2
// of the Unicode Bidirectional Algorithm (UAX 9).
//
// The library finds the runs, but tells two levels apart only where they run
// opposite ways. A number beside right-to-left words belongs to them and not to
// the left-to-right words after it, so that it is cut off here.
func visual(runs []shaping.Input, base di.Direction) []levelled {
	var all []levelled
	// cut gives a level to what of a run lies in a part of the line.
	cut := func(run shaping.Input, from, to, level int) {
		run.RunStart, run.RunEnd = max(run.RunStart, from), min(run.RunEnd, to)
		if run.RunStart < run.RunEnd {
			all = append(all, levelled{run, level})
		}
	}
	for i := 0; i < len(runs); {
		if runs[i].Direction == di.DirectionRTL {
			cut(runs[i], runs[i].RunStart, runs[i].RunEnd, 1)
			i++
			continue
		}
		first := i
		for i < len(runs) && runs[i].Direction != di.DirectionRTL {
			i++
		}
		line, from, to := runs[first].Text, runs[first].RunStart, runs[i-1].RunEnd
		begin, end := from, to
		if base == di.DirectionRTL {
			begin = to
		} else if first > 0 {
			begin = numbersFrom(line, from, to)
		}
		if i < len(runs) {
			end = max(numbersTo(line, from, to), begin)
		}
		for _, run := range runs[first:i] {
			cut(run, from, begin, 2)
			cut(run, begin, end, 0)
			cut(run, end, to, 2)
		}
	}
	for level := 2; level > 0; level-- {
		for i := 0; i < len(all); i++ {
			from := i
			for i < len(all) && all[i].level >= level {
				i++
			}
			slices.Reverse(all[from:i])
		}
	}
	return all
}

// numbersFrom is where the numbers end that a part of a line begins with. Signs between two
// numbers belong to them, and percent and currency signs to European ones (rules
// W4 and W5); the library has put signs of which this is not so into another run.
func numbersFrom(line []rune, from, to int) (end int) {
	end = from
	european := false
	for i := from; i < to; i++ {
		switch c := weakClass(line, i); c {
		case bidi.EN, bidi.AN:
			end, european = i+1, c == bidi.EN
		case bidi.ET:
			if european {
				end = i + 1
			}
		case bidi.NSM, bidi.BN:
			if end == i {
				end = i + 1
			}
		case bidi.ES, bidi.CS:
			european = false
		default:
			return end
		}
	}
	return end
}

// numbersTo is where the numbers begin that a part of a line ends with.
func numbersTo(line []rune, start, to int) (from int) {
	from = to
	european := false
	for i := to - 1; i >= start; i-- {
		switch c := weakClass(line, i); c {
		case bidi.EN, bidi.AN:
			from, european = i, c == bidi.EN
		case bidi.ET:
			if european {
				from = i
			}
		case bidi.ES, bidi.CS, bidi.NSM, bidi.BN:
			european = false
		default:
			return from
		}
	}
	return from
}

// weakClass is the class of a rune, where European digits are taken for Arabic ones
// after an Arabic letter, and for letters after a left-to-right one (rules W2 and
// W7).
func weakClass(line []rune, i int) bidi.Class {
	c := class(line[i])
	if c != bidi.EN {
		return c
	}
	for _, r := range slices.Backward(line[:i]) {
		switch class(r) {
		case bidi.R:
			return bidi.EN
		case bidi.AL:
			return bidi.AN
		case bidi.L:
			return bidi.L
		}
	}
	return bidi.L
}
