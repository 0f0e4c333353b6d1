// Package validator stands between those who build reports and the store.
package validator

import (
	"fmt"

	"goleaky/builder"
	"goleaky/repo"
)

// ValidateAndSave saves a report unless it is empty. It takes a pointer, so it looks like the one
// who lets the report escape; it is not the one who keeps it.
//
//go:noinline
func ValidateAndSave(report *builder.Report, options repo.Options) error {
	if report.Size == 0 {
		return fmt.Errorf("report %d is empty", report.ID)
	}
	repo.SaveReport(*report, options)
	return nil
}
