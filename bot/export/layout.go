package export

import "bytes"

// widest is the longest part of a document that is written on one line, in
// bytes: an answer or a reminder is, a Night with several is not. So a diary can
// be read by eye, and is still half the size that one field a line would make
// it.
const widest = 240

// layout breaks compact JSON into lines.
func layout(compact []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(compact) + len(compact)/3)
	line := func(depth int) {
		out.WriteByte('\n')
		for range depth {
			out.WriteString("  ")
		}
	}
	depth := 0
	whole := 0 // where the part ends that is being written on one line
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			end := stringEnd(compact, i)
			out.Write(compact[i:end])
			i = end - 1
		case '{', '[':
			out.WriteByte(c)
			if i < whole {
				break
			}
			if whole = partEnd(compact, i); i >= whole {
				depth++
				line(depth)
			}
		case '}', ']':
			if i >= whole {
				depth--
				line(depth)
			}
			out.WriteByte(c)
		case ',':
			out.WriteByte(c)
			if i < whole {
				out.WriteByte(' ')
			} else {
				line(depth)
			}
		case ':':
			out.WriteString(": ")
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// partEnd is where the object or list ends that begins at start, 0 when it is
// too long for a line.
func partEnd(compact []byte, start int) int {
	depth := 0
	for i := start; i < len(compact) && i < start+widest; i++ {
		switch compact[i] {
		case '"':
			i = stringEnd(compact, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// stringEnd is what follows the string that begins at start.
func stringEnd(compact []byte, start int) int {
	for i := start + 1; i < len(compact); i++ {
		switch compact[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(compact)
}
