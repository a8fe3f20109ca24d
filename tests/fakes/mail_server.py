"""A mail server for tests, of the package aiosmtpd, run by tools/python-with aiosmtpd: says "ready" and then one JSON
line for each mail that it took: {"from", "to", "subject", "text", "login", "tls", "id"}.

Arguments: PORT CERTIFICATE KEY MODE. MODE: starttls (login demanded: user "ops", password "s3cret"), tls (from the first
byte), plain, refuse (every recipient gets 550), busy (every recipient gets 451), silent (no answer to DATA).
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP


class Mailbox:
    def __init__(self, mode):
        self.mode = mode

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode == "refuse":
            return "550 5.1.1 no such mailbox"
        if self.mode == "busy":
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mode == "silent":
            await asyncio.sleep(3600)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": mail["Subject"],
            "text": mail.get_content(), "login": session.authenticated, "tls": session.ssl is not None,
            "id": mail["Message-ID"], "headers": sorted(key.lower() for key in mail.keys()),
        }), flush=True)
        return "250 taken"


def login(server, session, envelope, mechanism, data):
    # handled: whether this function has answered the client itself.
    return AuthResult(success=(data.login, data.password) == (b"ops", b"s3cret"), handled=False)


async def main():
    port, certificate, key, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    context = None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    asks = mode in ("starttls", "tls")

    def make():
        return SMTP(Mailbox(mode), tls_context=context if mode != "tls" else None, authenticator=login if asks else None,
                    auth_required=asks, auth_require_tls=False if mode == "tls" else asks, hostname="mail.test")

    loop = asyncio.get_running_loop()
    server = await loop.create_server(make, "127.0.0.1", port, ssl=context if mode == "tls" else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
