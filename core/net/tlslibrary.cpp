// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlslibrary.h"

#include <cerrno>
#include <dlfcn.h>
#include <optional>
#include <sys/socket.h>

namespace ilv {

namespace {

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL: a peer that goes away would end the process.

/// Shared end of both directions: keeps errno, tells OpenSSL whether to come again.
int finish(BIO* bio, TlsSocket& socket, ssize_t count, int direction)
{
    const TlsLibrary& library = *TlsLibrary::get();
    library.BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    socket.systemError = count < 0 ? errno : 0;
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        library.BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY);
    return static_cast<int>(count);
}

TlsSocket& socketOf(BIO* bio)
{
    return *static_cast<TlsSocket*>(TlsLibrary::get()->BIO_get_data(bio));
}

int writeSocket(BIO* bio, const char* bytes, int size)
{
    TlsSocket& socket = socketOf(bio);
    return finish(bio, socket, ::send(socket.fd, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

int readSocket(BIO* bio, char* room, int size)
{
    TlsSocket& socket = socketOf(bio);
    return finish(bio, socket, ::recv(socket.fd, room, static_cast<std::size_t>(size), 0), BIO_FLAGS_READ);
}

long controlSocket(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// The version the headers are of; another would not fit the declarations.
#define ILV_TEXT_OF(number) #number
#define ILV_TEXT(macro) ILV_TEXT_OF(macro)
constexpr const char* kName = "libssl.so." ILV_TEXT(OPENSSL_SHLIB_VERSION);

template <typename Function> bool resolve(void* handle, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
}

std::optional<TlsLibrary> load()
{
    TlsLibrary library;
    void* handle = ::dlopen(kName, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return std::nullopt;
#define ILV_TLS_RESOLVE(function)                                                                                      \
    if (!resolve(handle, #function, library.function))                                                                 \
        return std::nullopt;
    ILV_TLS_FUNCTIONS(ILV_TLS_RESOLVE)
#undef ILV_TLS_RESOLVE

    library.socketMethod = library.BIO_meth_new(library.BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    library.context = library.SSL_CTX_new(library.TLS_client_method());
    if (!library.socketMethod || !library.context)
        return std::nullopt;
    library.BIO_meth_set_write(library.socketMethod, writeSocket);
    library.BIO_meth_set_read(library.socketMethod, readSocket);
    library.BIO_meth_set_ctrl(library.socketMethod, controlSocket);
    library.SSL_CTX_ctrl(library.context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
    library.SSL_CTX_set_verify(library.context, SSL_VERIFY_PEER, nullptr);
    if (library.SSL_CTX_set_default_verify_paths(library.context) != 1)
        return std::nullopt;
    return library;
}

} // namespace

const TlsLibrary* TlsLibrary::get()
{
    static const std::optional<TlsLibrary> library = load();
    return library ? &*library : nullptr;
}

} // namespace ilv
