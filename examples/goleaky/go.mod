module goleaky

go 1.21
