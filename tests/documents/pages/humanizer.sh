begin() { :; }
expect 'costs $8,000' 'eight thousand to twelve thousand dollars'
expect '--check inquiries' 'PASS'
