-- Run by backup/h2.py on a copy of Keycloak's database: counts into counted.csv, then closes it.
CREATE LOCAL TEMPORARY TABLE counted (realm VARCHAR, name VARCHAR, found BIGINT);

EXECUTE IMMEDIATE (
  SELECT 'INSERT INTO counted ' || LISTAGG(
    'SELECT '''', ''' || table_name || ''', COUNT(*) FROM PUBLIC."' || table_name || '"',
    ' UNION ALL '
  )
  FROM information_schema.tables
  WHERE table_schema = 'PUBLIC' AND table_type = 'BASE TABLE'
);

INSERT INTO counted
  SELECT r.name, 'users', (SELECT COUNT(*) FROM user_entity u WHERE u.realm_id = r.id) FROM realm r;
INSERT INTO counted
  SELECT r.name, 'clients', (SELECT COUNT(*) FROM client c WHERE c.realm_id = r.id) FROM realm r;
-- Of people of the directory too: second factors are Keycloak's, passwords are not.
INSERT INTO counted
  SELECT r.name, 'credentials',
    (SELECT COUNT(*) FROM credential c JOIN user_entity u ON u.id = c.user_id WHERE u.realm_id = r.id)
    + (SELECT COUNT(*) FROM fed_user_credential f WHERE f.realm_id = r.id)
  FROM realm r;

CALL CSVWRITE('./counted.csv', 'SELECT realm, name, found FROM counted', 'charset=UTF-8');
SHUTDOWN COMPACT;
