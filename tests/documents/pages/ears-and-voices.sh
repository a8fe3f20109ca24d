# Whether Debian has these packages; nothing is installed.
begin() { needs apt-get; }
stands 'apt-get install' 'apt-get install --simulate'
