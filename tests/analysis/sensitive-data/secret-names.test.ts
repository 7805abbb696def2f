import assert from 'node:assert/strict';
import { classifyName } from '../../../src/analysis/sensitive-data';
import { judge, misjudged } from './support';

const sensitive: Readonly<Record<string, readonly string[]>> = {
  'password recommended': [
    'password', 'userPassword', 'passwd', 'pwd', 'passphrase', 'newPassword', 'password2', 'passwordConfirmation', 'user.password',
    'confirmPassword', 'DB_PASSWORD', 'process.env.DB_PASSWORD', 'smtp.pass', 'dbPass', 'process.env.DB_PASS', 'passwordForUser',
  ],
  'token recommended': [
    'token', 'accessToken', 'access_token', 'refreshToken', 'idToken', 'bearerToken', 'authToken', 'jwt', 'csrfToken', 'resetToken',
    'user.token', 'githubToken', 'passwordResetToken', 'req.query.token', 'process.env.GITHUB_TOKEN', 'tokenFromHeader', 'accesstoken',
    'session.accessToken', 'slackBotToken', 'registryToken',
  ],
  'token strict': ['userToken', 'customerToken', 'emailToken'],
  'api-key recommended': ['apiKey', 'api_key', 'apikey', 'x-api-key', 'API_KEY', 'secretAccessKey', 'accessKey', 'process.env.STRIPE_KEY', 'openaiApiKey', 'secretKey'],
  'cookie recommended': ['cookie', 'cookies', 'set-cookie', 'req.headers.cookie', 'sessionCookie', 'document.cookie', 'req.cookies'],
  'authorization recommended': ['authorization', 'Authorization', 'req.headers.authorization', 'authHeader', 'authorizationHeader', 'proxy-authorization'],
  'private-key recommended': ['privateKey', 'private_key', 'signingKey', 'encryptionKey', 'hmacKey', 'sshKey', 'process.env.JWT_PRIVATE_KEY', 'keys.privateKey'],
  'credential recommended': [
    'secret', 'clientSecret', 'credentials', 'connectionString', 'sessionToken', 'process.env.JWT_SECRET', 'JWT_SECRET', 'webhookSecret',
    'hmacSecret', 'process.env.DATABASE_URL', 'process.env.SENTRY_DSN', 'req.cookies.sessionId', 'req.cookies.sid', 'cookies.session',
    'awsCredentials', 'secrets',
  ],
  'one-time-code recommended': ['otp', 'totp', 'twoFactorCode', '2faCode', 'mfaCode', 'verificationCode', 'user.pin', 'otpCode', 'authorizationCode', 'card.pin'],
  'one-time-code strict': ['pin', 'pinCode'],
};

const harmless: Readonly<Record<string, readonly string[]>> = {
  'tokens that grant nothing': [
    'tokenCount', 'maxTokens', 'tokenizer', 'tokenType', 'cancellationToken', 'designToken', 'nextPageToken', 'pageToken', 'continuationToken',
    'tokens', 'usage.tokens', 'usage.totalTokens', 'promptTokens', 'completionTokens', 'inputTokens', 'lexer.token', 'syncToken', 'resumeToken',
    'colorToken', 'stopToken', 'tokenExpiry', 'tokenLength', 'tokenExpiresAt', 'contextToken', 'spanToken', 'cardToken', 'firstToken', 'operatorToken', 'lastToken', 'opaqueToken', 'nftToken',
  ],
  'keys that open nothing': [
    'key', 'publicKey', 'keyId', 'partitionKey', 'primaryKey', 'foreignKey', 'cacheKey', 'idempotencyKey', 'accessKeyId', 'publicApiKey',
    'process.env.CACHE_KEY', 'envKey', 'process.env.STRIPE_PUBLISHABLE_KEY', 'keyboard', 'monkey', 'process.env.NODE_ENV', 'process.env.PWD', 'apiKeyName',
    'sortKey', 'routingKey', 'keyCount', 'process.env.PUBLIC_KEY', 'redisKey', 'keyName',
  ],
  'something about secrets': [
    'passwordResetRequired', 'passwordHash', 'hashedPassword', 'encryptedPassword', 'passwordLength', 'passwordStrength', 'passwordPolicy',
    'hasPassword', 'isPasswordSet', 'passwordUpdatedAt', 'passwordField', 'secretName', 'secretArn', 'secretVersion', 'secretId', 'cookieName',
    'cookieConsent', 'cookieParser', 'cookieOptions', 'authProvider', 'authType', 'isAuthorized', 'authorized', 'authorizationStatus', 'authorizationUrl',
    'verifyPassword', 'comparePassword', 'requiresPassword', 'errors.password', 'labels.password', 'schema.password', 'credentialsType', 'secretary',
    'bypass', 'compass', 'boardingPass', 'passed', 'passenger', 'pinned', 'spinner', 'pinCount', 'statusCode', 'errorCode', 'countryCode', 'sessionCount',
    'session', 'secretsManager', 'HEADERS.AUTHORIZATION', 'AUTHORIZATION_HEADER', 'HttpHeaders.Authorization', 'csrfEnabled', 'jwtAlgorithm', 'otpEnabled',
  ],
};

describe('classifyName on secrets', () => {
  for (const [expected, names] of Object.entries(sensitive)) {
    it(`finds ${expected}`, () => {
      assert.deepEqual(misjudged(names, expected), []);
    });
  }
  for (const [group, names] of Object.entries(harmless)) {
    it(`leaves alone: ${group}`, () => {
      assert.deepEqual(misjudged(names, 'nothing'), []);
    });
  }

  it('marks them as secrets', () => {
    assert.equal(classifyName({ name: 'accessToken' })?.kind, 'secret');
    assert.equal(classifyName({ name: 'userId' })?.kind, 'pii');
  });

  it('believes a function by what it returns, not by what it takes', () => {
    assert.deepEqual(misjudged(['getToken', 'createToken', 'generateAccessToken', 'issueToken'], 'token recommended', 'call'), []);
    assert.deepEqual(misjudged(['getEmail', 'getUserEmail', 'fetchEmail', 'parseEmail', 'decryptEmail'], 'contact recommended', 'call'), []);
    const actions = ['setEmail', 'updatePassword', 'resetPassword', 'hashPassword', 'decodeToken', 'sendEmail', 'verifyToken', 'useEmail', 'saveToken'];
    assert.deepEqual(misjudged(actions, 'nothing', 'call'), []);
  });

  it('takes a session id for a credential only where it is read from a cookie', () => {
    assert.equal(judge('req.cookies.session_id'), 'credential recommended');
    assert.equal(judge('req.session.id'), 'account-id strict');
  });
});
