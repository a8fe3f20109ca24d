-- Who rings back is asked what is open: few of many questions.
create index question_open on question (id) where status = 'open';
