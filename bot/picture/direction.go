package picture

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// RightToLeft tells whether a text runs from right to left: its first letter
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

// order turns a line as it is read into a line as it is seen, by the Unicode
// Bidirectional Algorithm (UAX 9) for text without embeddings, which were
// dropped.
//
// The library knows what each character is, and its own ordering serves as a
// reference in a test. It is not used here, as it tells directions without
// levels, so that a number within right-to-left text lands in the wrong place,
// and does not pair brackets.
func order(line []rune) []rune {
	levels := levels(line)
	if slices.Max(append(levels, 0)) == 0 {
		return line
	}
	seen := slices.Clone(line)
	for i, level := range levels {
		if level == 1 {
			seen[i] = mirrored(line[i])
		}
	}
	// Rule L2.
	for level := 2; level > 0; level-- {
		for i := 0; i < len(seen); i++ {
			from := i
			for i < len(seen) && levels[i] >= level {
				i++
			}
			slices.Reverse(seen[from:i])
			slices.Reverse(levels[from:i])
		}
	}
	return seen
}

// levels are 0 for what runs left to right, 1 for what runs right to left, and
// 2 for what runs left to right within that.
func levels(line []rune) []int {
	base, level := bidi.L, 0
	if RightToLeft(string(line)) {
		base, level = bidi.R, 1
	}
	is := make([]bidi.Class, len(line))
	for i, r := range line {
		is[i] = class(r)
	}
	weak(is, base)
	brackets(line, is, base)
	neutral(is, base)
	all := make([]int, len(line))
	for i, c := range is { // rules I1 and I2
		switch {
		case c == bidi.R:
			all[i] = 1
		case c == bidi.L:
			all[i] = 2 * level
		default:
			all[i] = 2
		}
	}
	// Rule L1.
	for i := len(line) - 1; i >= 0 && class(line[i]) == bidi.WS; i-- {
		all[i] = level
	}
	return all
}

// weak settles numbers and their signs, rules W2 to W7. What is left is L, R,
// EN, AN and ON.
func weak(is []bidi.Class, base bidi.Class) {
	strong := base
	for i, c := range is {
		switch c {
		case bidi.L, bidi.R, bidi.AL:
			strong = c
		case bidi.EN:
			if strong == bidi.AL {
				is[i] = bidi.AN
			}
		}
	}
	for i, c := range is {
		if c == bidi.AL {
			is[i] = bidi.R
		}
	}
	for i, c := range is {
		if i == 0 || i == len(is)-1 || is[i-1] != is[i+1] {
			continue
		}
		if is[i-1] == bidi.EN && (c == bidi.ES || c == bidi.CS) || is[i-1] == bidi.AN && c == bidi.CS {
			is[i] = is[i-1]
		}
	}
	for i := 0; i < len(is); i++ {
		from := i
		for i < len(is) && is[i] == bidi.ET {
			i++
		}
		if from > 0 && is[from-1] == bidi.EN || i < len(is) && i > from && is[i] == bidi.EN {
			for k := from; k < i; k++ {
				is[k] = bidi.EN
			}
		}
	}
	strong = base
	for i, c := range is {
		switch c {
		case bidi.L, bidi.R:
			strong = c
		case bidi.EN:
			if strong == bidi.L {
				is[i] = bidi.L
			}
		case bidi.AN:
		default:
			is[i] = bidi.ON
		}
	}
}

// brackets gives the two of a pair one direction, rule N0.
func brackets(line []rune, is []bidi.Class, base bidi.Class) {
	type pair struct{ open, shut int }
	var pairs []pair
	var open []int
	for i, r := range line {
		p, _ := bidi.LookupRune(r)
		switch {
		case is[i] != bidi.ON || !p.IsBracket():
		case p.IsOpeningBracket():
			open = append(open, i)
		default:
			for k := len(open) - 1; k >= 0; k-- {
				if mirrored(line[open[k]]) == r {
					pairs = append(pairs, pair{open[k], i})
					open = open[:k]
					break
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return a.open - b.open })
	for _, p := range pairs {
		same, other := false, false
		for _, c := range is[p.open+1 : p.shut] {
			same = same || direction(c) == base
			other = other || direction(c) != base && direction(c) != bidi.ON
		}
		to := base
		switch {
		case same:
		case !other:
			continue
		default:
			before := base
			for _, c := range is[:p.open] {
				if d := direction(c); d != bidi.ON {
					before = d
				}
			}
			to = before
		}
		is[p.open], is[p.shut] = to, to
	}
}

// neutral gives what has no direction that of both its neighbours where they
// agree, and else the line's, rules N1 and N2.
func neutral(is []bidi.Class, base bidi.Class) {
	before := base
	for i := 0; i < len(is); i++ {
		from := i
		for i < len(is) && is[i] == bidi.ON {
			i++
		}
		after := base
		if i < len(is) {
			after = direction(is[i])
		}
		to := base
		if before == after {
			to = before
		}
		for k := from; k < i; k++ {
			is[k] = to
		}
		before = after
	}
}

// direction is what a class counts as for its neighbours: a number is as good
// as a right-to-left letter.
func direction(c bidi.Class) bidi.Class {
	if c == bidi.EN || c == bidi.AN {
		return bidi.R
	}
	return c
}

// mirrored is the bracket or quotation mark that faces the other way.
func mirrored(r rune) rune {
	if i := slices.Index(facing, r); i >= 0 {
		return facing[i^1]
	}
	return r
}

var facing = []rune("()[]{}<>«»‹›≤≥")
