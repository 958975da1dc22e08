package export

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
	"time"
)

// mostUnpacked is how large a file in a zip may be, in bytes: a zip of few bytes
// may unpack to any number of them.
const mostUnpacked = 4 * MostBytes

// readArchive looks into a zip for a file that can be read: the tables of ours,
// those of Loop Habit Tracker, or one file alone.
func readArchive(data []byte, now time.Time) (*Diary, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refused("error.import.archive", nil)
	}
	files := map[string]*zip.File{}
	var likely []*zip.File
	for _, file := range archive.File {
		// A folder deep: what somebody packed anew. The same name deeper down is
		// one of many, as Loop Habit Tracker has a folder for each habit.
		name := strings.ToLower(strings.TrimSuffix(file.Name, "/"))
		if base := path.Base(name); files[base] == nil || !strings.Contains(name, "/") {
			files[base] = file
		}
		if ending := path.Ext(name); ending == ".csv" || ending == ".json" {
			likely = append(likely, file)
		}
	}
	switch nights, marks := files[nightsFile], files["checkmarks.csv"]; {
	case files["workbook.xml"] != nil || files["content.xml"] != nil:
		return nil, refused("error.import.spreadsheet", nil)
	case nights != nil:
		return readOurArchive(nights, files[eventsFile], now)
	case marks != nil:
		return readUnpacked(marks, now)
	case len(likely) == 1:
		return readUnpacked(likely[0], now)
	}
	return nil, refused("error.import.archive", nil)
}

func readOurArchive(nights, events *zip.File, now time.Time) (*Diary, error) {
	table, err := unpackTable(nights)
	if err != nil || events == nil {
		return readTables(table, nil, now)
	}
	entries, err := unpackTable(events)
	if err != nil {
		return nil, err
	}
	return readTables(table, entries, now)
}

func unpackTable(file *zip.File) (*table, error) {
	data, err := unpack(file)
	if err != nil {
		return nil, err
	}
	return readTable(data)
}

func readUnpacked(file *zip.File, now time.Time) (*Diary, error) {
	data, err := unpack(file)
	if err != nil {
		return nil, err
	}
	return readText(path.Base(file.Name), data, now)
}

func unpack(file *zip.File) ([]byte, error) {
	content, err := file.Open()
	if err != nil {
		return nil, refused("error.import.archive", nil) // encrypted, or damaged
	}
	defer content.Close()
	data, err := io.ReadAll(io.LimitReader(content, mostUnpacked+1))
	if err != nil || len(data) > mostUnpacked {
		return nil, refused("error.import.archive", nil)
	}
	return data, nil
}
