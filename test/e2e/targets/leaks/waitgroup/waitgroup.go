// Package waitgroup waits for one answer more than will come.
package waitgroup

import "sync"

// Step asks the shops of one region.
func Step(n int) {
	for region := 0; region < 3; region++ {
		answers := &sync.WaitGroup{}
		answers.Add(3)
		for shop := 0; shop < 2; shop++ {
			go answers.Done()
		}
		go collect(answers)
	}
	_ = n
}

func collect(answers *sync.WaitGroup) {
	answers.Wait()
}
