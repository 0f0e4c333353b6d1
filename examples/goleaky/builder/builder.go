// Package builder makes reports.
package builder

import "strconv"

// Report is a plain value of half a kibibyte: it points to nothing, so that who keeps reports in a
// slice keeps them in the slice's own backing array and nowhere else.
type Report struct {
	ID   int64
	Size int64
	Body [496]byte
}

// Options say how a report is built.
type Options struct {
	// ScratchBytes is the garbage that one report leaves behind.
	ScratchBytes int
}

const line = "sold 3 of article 4711 at 19.99\n"

// BuildReport renders report number id in a scratch buffer, which is garbage as soon as it returns.
// That is what makes collections happen.
//
//go:noinline
func BuildReport(id int, options Options) Report {
	scratch := make([]byte, 0, options.ScratchBytes)
	scratch = append(scratch, "report "...)
	scratch = strconv.AppendInt(scratch, int64(id), 10)
	scratch = append(scratch, '\n')
	for len(scratch)+len(line) < cap(scratch) {
		scratch = append(scratch, line...)
	}
	report := Report{ID: int64(id)}
	report.Size = int64(copy(report.Body[:], scratch))
	return report
}
