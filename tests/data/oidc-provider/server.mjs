// One provider on loopback: `node server.mjs '{"port": …, "clients": […]}'`. It says so when it is
// ready. Whoever gives any user name and password at its own pages is that person.
import { randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const { port, clients } = JSON.parse(process.argv[2]);

const configuration = {
  clients,
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
  },
  cookies: { keys: ['for-tests-alone'] },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: `${id} of elsewhere`,
      preferred_username: id,
      email: 'shared@example.org',
      email_verified: false,
    }),
  }),
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: { AccessToken: 300 },
  // Logout tokens go to this machine, which it refuses by default.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: true },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource, client) => ({
        audience: resource.replace('urn:', ''),
        scope: 'reports.read',
        accessTokenFormat: 'opaque',
      }),
    },
  },
};

const provider = new Provider(`http://127.0.0.1:${port}`, configuration);
provider.listen(port, '127.0.0.1', () => console.log('ready'));
