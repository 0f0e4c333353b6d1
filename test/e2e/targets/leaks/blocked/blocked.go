// Package blocked starts a goroutine for each subscriber and never closes the channel it waits on.
package blocked

type event struct{ id int }

// Step subscribes the listeners of one request.
func Step(n int) {
	for listener := 0; listener < 10; listener++ {
		subscribe(n)
	}
}

func subscribe(n int) {
	events := make(chan event)
	go pump(events)
	_ = n
}

func pump(events chan event) int {
	seen := 0
	for range events {
		seen++
	}
	return seen
}
