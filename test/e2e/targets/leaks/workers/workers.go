// Package workers has its jobs done by a few goroutines that know nothing of them.
package workers

import "sync"

var (
	jobs = start(4)
	kept = &archive{}
)

type archive struct {
	lock    sync.Mutex
	reports [][]byte
}

func start(count int) chan func() {
	queue := make(chan func(), 64)
	for worker := 0; worker < count; worker++ {
		go run(queue)
	}
	return queue
}

func run(queue chan func()) {
	for job := range queue {
		job()
	}
}

// Step has one report drawn, which is kept, and one preview, which is not.
func Step(n int) {
	preview(n)
	kept.report(n)
}

func preview(n int) {
	jobs <- func() {
		page := make([]byte, 16<<10)
		page[n%len(page)] = 1
	}
}

func (a *archive) report(n int) {
	jobs <- func() {
		page := make([]byte, 16<<10)
		page[n%len(page)] = 1
		a.lock.Lock()
		defer a.lock.Unlock()
		a.reports = append(a.reports, page)
	}
}
