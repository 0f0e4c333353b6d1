// Package selects follows prices until somebody says stop, which nobody does.
package selects

// Step follows the prices of one basket.
func Step(n int) {
	for item := 0; item < 5; item++ {
		prices, stop := make(chan int), make(chan struct{})
		go func() { follow(prices, stop) }()
	}
	_ = n
}

func follow(prices chan int, stop chan struct{}) int {
	last := 0
	for {
		select {
		case last = <-prices:
		case <-stop:
			return last
		}
	}
}
