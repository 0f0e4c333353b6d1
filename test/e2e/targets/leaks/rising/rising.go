// Package rising holds a buffer for as long as a request takes; the requests become more and more.
package rising

import "time"

// Step is slow, as the database behind it.
func Step(n int) {
	buffer := query(n)
	time.Sleep(300 * time.Millisecond)
	buffer[0] = 1
}

func query(n int) []byte {
	rows := make([]byte, 256<<10)
	rows[n%len(rows)] = 1
	return rows
}
