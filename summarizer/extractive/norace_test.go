//go:build !race

package extractive

const raceOn = false
