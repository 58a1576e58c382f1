// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tls.h"

#include "net/tlslibrary.h"

#include <algorithm>
#include <arpa/inet.h>
#include <limits>
#include <netinet/in.h>

namespace ilv {

namespace {

constexpr std::size_t kMost = std::numeric_limits<int>::max();

bool isAddress(const std::string& host)
{
    in6_addr six{};
    in_addr four{};
    return ::inet_pton(AF_INET6, host.c_str(), &six) == 1 || ::inet_pton(AF_INET, host.c_str(), &four) == 1;
}

} // namespace

struct TlsSession::Parts {
    explicit Parts(const TlsLibrary& loaded)
        : library(loaded)
    {
    }
    ~Parts()
    {
        if (!ssl)
            return;
        library.ERR_clear_error();
        if (usable)
            library.SSL_shutdown(ssl);
        library.SSL_free(ssl);
    }
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    bool start(int fd, const std::string& host)
    {
        socket.fd = fd;
        ssl = library.SSL_new(library.context);
        BIO* bio = ssl ? library.BIO_new(library.socketMethod) : nullptr;
        if (!bio)
            return false;
        library.BIO_set_data(bio, &socket);
        library.BIO_set_init(bio, 1);
        library.SSL_set_bio(ssl, bio, bio); // owns it from here on
        if (isAddress(host))
            return library.X509_VERIFY_PARAM_set1_ip_asc(library.SSL_get0_param(ssl), host.c_str()) == 1;
        std::string name = host; // the interface takes a non-const pointer
        return library.SSL_set1_host(ssl, host.c_str()) == 1
            && library.SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
    }

    IoResult judge(int returned)
    {
        switch (library.SSL_get_error(ssl, returned)) {
        case SSL_ERROR_WANT_READ:
            return { .io = Io::WantRead };
        case SSL_ERROR_WANT_WRITE:
            return { .io = Io::WantWrite };
        case SSL_ERROR_ZERO_RETURN:
            return { .io = Io::Ended };
        case SSL_ERROR_SYSCALL: // reset, or ended without a goodbye: a body that goes "until the end" may be cut short
            usable = false;
            return { .io = Io::Failed, .code = Code::NetReset };
        default:
            usable = false;
            return { .io = Io::Failed, .code = Code::NetTls };
        }
    }

    const TlsLibrary& library;
    TlsSocket socket;
    SSL* ssl = nullptr;
    bool usable = false; ///< the handshake is done and nothing fatal happened since
};

std::unique_ptr<TlsSession> TlsSession::create(int fd, const std::string& host)
{
    const TlsLibrary* library = TlsLibrary::get();
    if (!library)
        return nullptr;
    auto parts = std::make_unique<Parts>(*library);
    if (!parts->start(fd, host))
        return nullptr;
    return std::unique_ptr<TlsSession>(new TlsSession(std::move(parts)));
}

TlsSession::TlsSession(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

TlsSession::~TlsSession() = default;

IoResult TlsSession::handshake()
{
    m_parts->library.ERR_clear_error();
    const int returned = m_parts->library.SSL_connect(m_parts->ssl);
    m_parts->usable = returned == 1;
    IoResult result = returned == 1 ? IoResult{ .io = Io::Done } : m_parts->judge(returned);
    if (result.io == Io::Ended) // a peer that goes away now does not speak TLS with us
        result = { .io = Io::Failed, .code = Code::NetTls };
    return result;
}

IoResult TlsSession::send(std::string_view bytes)
{
    m_parts->library.ERR_clear_error();
    const int size = static_cast<int>(std::min(bytes.size(), kMost));
    const int returned = m_parts->library.SSL_write(m_parts->ssl, bytes.data(), size);
    return returned > 0 ? IoResult{ .io = Io::Done, .bytes = static_cast<std::size_t>(returned) }
                        : m_parts->judge(returned);
}

IoResult TlsSession::receive(std::span<char> room)
{
    m_parts->library.ERR_clear_error();
    const int size = static_cast<int>(std::min(room.size(), kMost));
    const int returned = m_parts->library.SSL_read(m_parts->ssl, room.data(), size);
    return returned > 0 ? IoResult{ .io = Io::Done, .bytes = static_cast<std::size_t>(returned) }
                        : m_parts->judge(returned);
}

} // namespace ilv
