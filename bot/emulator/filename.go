package emulator

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most characters of a file name that are kept, before its last dot and
// after it.
const (
	maxStem      = 64
	maxExtension = 16
)

// fileName is what an uploaded file is called in the chat: the server keeps
// letters and digits of any script and most ASCII, and nothing of emoji. A file
// without a name is called "file".
func fileName(given string) string {
	if !utf8.ValidString(given) {
		return "file"
	}
	given = given[strings.LastIndexAny(given, `/\`)+1:]
	stem, extension := given, ""
	if dot := strings.LastIndexByte(given, '.'); dot > 0 {
		stem, extension = given[:dot], given[dot+1:]
	}
	stem, extension = namePart(stem, maxStem), namePart(extension, maxExtension)
	switch {
	case stem == "" && extension == "":
		return "file"
	case stem == "" || extension == "":
		return stem + extension
	}
	return stem + "." + extension
}

func namePart(s string, limit int) string {
	var out strings.Builder
	n := 0
	for _, r := range s {
		switch {
		case n == limit:
			return strings.TrimRight(out.String(), " .")
		case r == 0xB7 || r != 0x345 && unicode.In(r, unicode.M, unicode.Cf):
			continue
		case !inFileName(r):
			r = ' '
		}
		if out.Len() == 0 && (r == ' ' || r == '.') {
			continue
		}
		out.WriteRune(r)
		n++
	}
	return strings.TrimRight(out.String(), " .")
}

func inFileName(r rune) bool {
	if r < 0x7F {
		return r >= ' ' && !strings.ContainsRune("<>:\"/\\|?*&`'", r)
	}
	return unicode.In(r, unicode.L, unicode.N)
}
