-- Questions that nobody answered stayed open for good: what no live run asks any more and no live call can answer is
-- unanswered, since its last call ended. A call lives as long as it has a timer.
update question q
  set status = 'unanswered', revision = q.revision + 1,
      updated_at = coalesce((select max(c.updated_at) from call c where c.question = q.id), q.updated_at)
  where q.status = 'open' and q.updated_at < now() - interval '1 hour'
    and not exists (select from run r where r.id = q.run)
    and not exists (select from call c join timer t on t.owner = c.id and t.role = 'voice' where c.question = q.id);
