package routines

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// number reads a plain decimal number from 0 to most.
func number(text string, most int) (n int, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= most
}
