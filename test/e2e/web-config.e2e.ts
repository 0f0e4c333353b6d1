import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, describe, expect, test } from 'vitest';
import { Daemon, eventually } from './support/daemon.ts';
import { leakyPage } from './support/leaky-page.ts';
import { freePort, has, runToEnd } from './support/programs.ts';
import { serveProgram } from './support/serve-program.ts';

const hasTools = (await has('openssl', 'version')) && (await has('curl', '--version'));
const hasPrometheus = await has('prometheus', '--version');
const hasPromtool = await has('promtool', '--version');
const daemons: Daemon[] = [];
const closers: (() => void)[] = [];

afterAll(async () => {
  await Promise.all(daemons.map((one) => one.stop()));
  for (const close of closers) close();
});

/** An authority and what it signs, each as `<name>.crt` and `<name>.key` in a folder. */
async function authority() {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-tls-'));
  const openssl = async (...args: string[]) => {
    const done = await runToEnd('openssl', args, { cwd: folder });
    if (done.code !== 0) throw new Error(done.stderr);
    return done.stdout.trim();
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const forDays = ['-days', '2'];
  await openssl(
    'req',
    '-x509',
    ...key,
    ...forDays,
    '-subj',
    '/CN=test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  );
  await writeFile(join(folder, 'names.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const sign = async (name: string) => {
    await openssl(
      'req',
      '-new',
      ...key,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      ...forDays,
      '-extfile',
      'names.cnf',
      '-out',
      `${name}.crt`,
    );
  };
  return { folder, sign, openssl };
}

/** What curl was answered: the status, and the body. */
async function curl(url: string, ...args: string[]) {
  const done = await runToEnd('curl', ['-sS', '-m', '20', '-w', '\n%{http_code}', ...args, url]);
  const lines = done.stdout.split('\n');
  return { code: done.code, status: Number(lines.pop()), body: lines.join('\n') };
}

describe.skipIf(!hasTools)('a web configuration in Prometheus’ format', () => {
  test('TLS, users, a token, and a certificate that changes', async () => {
    const page = await leakyPage();
    closers.push(page.close);
    const { folder, sign, openssl } = await authority();
    await sign('one');
    await sign('two');
    await copyFile(join(folder, 'one.crt'), join(folder, 'server.crt'));
    await copyFile(join(folder, 'one.key'), join(folder, 'server.key'));
    await writeFile(join(folder, 'token'), 't0ken\n');
    const web = (password: string) =>
      writeFile(
        join(folder, 'web.yaml'),
        JSON.stringify({
          tls_server_config: { cert_file: 'server.crt', key_file: 'server.key' },
          http_server_config: { headers: { 'X-Frame-Options': 'deny' } },
          basic_auth_users: { alice: hashSync(password, 10).replace('$2b$', '$2y$') },
          bearer_token_file: 'token',
        }),
      );
    await web('open sesame');
    const program = await serveProgram([
      ...['--web.config.file', join(folder, 'web.yaml'), '--storage.path', join(folder, 'store')],
      ...['--scrape-interval', '1s', `http://${page.address}/metrics`],
    ]);
    daemons.push(program.daemon);
    const { url } = program;
    expect(url).toMatch(/^https:/);
    const ca = ['--cacert', join(folder, 'ca.crt')];
    const targets = `${url}/api/v1/targets`;

    expect((await curl(`${url}/metrics`, ...ca)).status).toBe(200);
    expect((await curl(`${url}/-/healthy`, ...ca)).status).toBe(200);
    expect((await curl(targets, ...ca)).status).toBe(401);
    expect((await curl(targets, ...ca, '-u', 'alice:wrong')).status).toBe(401);
    const answer = await curl(targets, ...ca, '-i', '-u', 'alice:open sesame');
    expect(answer).toMatchObject({
      status: 200,
      body: expect.stringMatching(/x-frame-options: deny/i),
    });
    expect((await curl(targets, ...ca, '-H', 'authorization: Bearer t0ken')).status).toBe(200);
    // Without the authority, without TLS, with an old TLS: nobody is answered.
    expect((await curl(targets)).code).not.toBe(0);
    expect((await curl(targets.replace('https', 'http'))).status).not.toBe(200);
    expect((await curl(targets, ...ca, '--tls-max', '1.1')).code).not.toBe(0);

    const serialNow = async () => {
      const { host } = new URL(url);
      const script = `openssl s_client -connect ${host} </dev/null 2>/dev/null | openssl x509 -noout -serial`;
      return (await runToEnd('sh', ['-c', script])).stdout.trim();
    };
    const serialOf = (name: string) => openssl('x509', '-noout', '-serial', '-in', `${name}.crt`);
    expect(await serialNow()).toBe(await serialOf('one'));
    await copyFile(join(folder, 'two.key'), join(folder, 'server.key'));
    await copyFile(join(folder, 'two.crt'), join(folder, 'server.crt'));
    const second = await serialOf('two');
    await eventually(
      'new certificate',
      20_000,
      async () => (await serialNow()) === second,
      () => program.daemon.output,
    );
    // A password that is changed is in force without a restart; a file that is broken changes nothing.
    await web('another');
    await eventually('new password', 20_000, async () => {
      return (await curl(targets, ...ca, '-u', 'alice:another')).status === 200;
    });
    expect((await curl(targets, ...ca, '-u', 'alice:open sesame')).status).toBe(401);
    await writeFile(join(folder, 'web.yaml'), 'basic_auth_users: { alice: hunter2 }');
    await eventually('complaint', 20_000, async () => {
      return program.daemon.output.includes('web configuration rejected, the old one stays');
    });
    expect(program.daemon.output).not.toContain('hunter2');
    expect((await curl(targets, ...ca)).status).toBe(401);

    if (hasPromtool) {
      const metrics = join(folder, 'metrics.txt');
      await runToEnd('curl', ['-sS', ...ca, '-o', metrics, `${url}/metrics`]);
      const checked = await runToEnd('sh', ['-c', `promtool check metrics < ${metrics}`]);
      expect(checked).toMatchObject({ code: 0, stdout: '', stderr: '' });
    }
  });

  test('clients without a certificate of the authority are not let in', async () => {
    const page = await leakyPage();
    closers.push(page.close);
    const { folder, sign } = await authority();
    await sign('server');
    await sign('client');
    const stranger = await authority();
    await stranger.sign('client');
    await writeFile(
      join(folder, 'web.yaml'),
      JSON.stringify({
        tls_server_config: {
          ...{ cert_file: 'server.crt', key_file: 'server.key', client_ca_file: 'ca.crt' },
          ...{ client_auth_type: 'RequireAndVerifyClientCert', min_version: 'TLS13' },
        },
      }),
    );
    const program = await serveProgram([
      ...['--web.config.file', join(folder, 'web.yaml'), '--storage.path', join(folder, 'store')],
      `http://${page.address}/metrics`,
    ]);
    daemons.push(program.daemon);
    const ask = (from: string | null) => {
      const own =
        from === null
          ? []
          : ['--cert', join(from, 'client.crt'), '--key', join(from, 'client.key')];
      return curl(`${program.url}/metrics`, '--cacert', join(folder, 'ca.crt'), ...own);
    };
    expect((await ask(folder)).status).toBe(200);
    expect((await ask(null)).status).not.toBe(200);
    expect((await ask(stranger.folder)).status).not.toBe(200);
  });

  test.skipIf(!hasPrometheus)('a real Prometheus scrapes it over TLS', async () => {
    const page = await leakyPage();
    closers.push(page.close);
    const { folder, sign } = await authority();
    await sign('server');
    await writeFile(
      join(folder, 'web.yaml'),
      JSON.stringify({
        tls_server_config: { cert_file: 'server.crt', key_file: 'server.key' },
        basic_auth_users: { alice: hashSync('open sesame', 4) },
      }),
    );
    const program = await serveProgram([
      ...['--web.config.file', join(folder, 'web.yaml'), '--storage.path', join(folder, 'store')],
      ...['--scrape-interval', '1s', `http://${page.address}/metrics`],
    ]);
    daemons.push(program.daemon);
    const { host } = new URL(program.url);
    await writeFile(
      join(folder, 'prometheus.yaml'),
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          {
            job_name: 'sawtooth',
            scheme: 'https',
            tls_config: { ca_file: 'ca.crt' },
            static_configs: [{ targets: [host] }],
          },
        ],
      }),
    );
    const port = await freePort();
    const prometheus = new Daemon('prometheus', [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    daemons.push(prometheus);
    const found = await eventually(
      'figures of sawtooth in Prometheus',
      60_000,
      async () => {
        const query = encodeURIComponent(
          'up{job="sawtooth"} == 1 and on(job) sawtooth_targets{health="up"} == 1',
        );
        const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`);
        const { data } = await response.json();
        return data.result.length > 0 ? data.result : null;
      },
      () => `${prometheus.output}\n${program.daemon.output}`,
    );
    expect(found).toHaveLength(1);
  });
});
