-- the rows of who is no person, as they were published
insert into memory.after.{table} by name
select * from before.main.{table}
where person_id is null and visitor_id is not null
