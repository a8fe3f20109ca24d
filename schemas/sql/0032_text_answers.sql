-- What is written about a question by text message is kept with a call of the kind "text", which is looked for by number.

create index call_texted on call (phone, created_at desc) where kind = 'text';
