-- What waits for an organ, and what a person did with papers, is read with every inbox.
create index countersign_organ on paper.countersign (organ) where state = 'asked' and not dropped;
create index recipient_unsigned on paper.recipient (organ) where sent_at is not null and received_at is null;
create index recipient_signed on paper.recipient (received_by) where received_by is not null;
create index version_by on paper.version (by, at desc);
create index incoming_line_by on paper.incoming_line (by, at desc);
create index paper_on_its_way on paper.paper (state) where state not in ('sent', 'filed', 'void');
create index incoming_open on paper.incoming (organ) where state <> 'filed';
