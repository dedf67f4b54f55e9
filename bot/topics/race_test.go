//go:build race

package topics

const raceDetector = true
