// Package mutex debits an account whose lock somebody has taken along.
package mutex

import "sync"

type account struct {
	lock    sync.Mutex
	balance int
}

var till = func() *account {
	one := &account{}
	one.lock.Lock()
	return one
}()

// Step books the lines of one request.
func Step(n int) {
	for line := 0; line < 5; line++ {
		go till.debit(n)
	}
}

func (a *account) debit(amount int) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.balance -= amount
}
