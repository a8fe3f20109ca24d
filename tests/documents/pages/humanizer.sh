begin() { :; }
expect 'costs $8,000' 'eight thousand to twelve thousand dollars'
expect 'Am 5. März' 'Am fünften März um fünfzehn Uhr dreißig'
expect '--check inquiries' 'PASS'
