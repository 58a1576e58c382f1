// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace ilv {

/// The functions of OpenSSL that a client needs, X(name).
#define ILV_TLS_FUNCTIONS(X)                                                                                           \
    X(BIO_clear_flags)                                                                                                 \
    X(BIO_get_data)                                                                                                    \
    X(BIO_get_new_index)                                                                                               \
    X(BIO_meth_new)                                                                                                    \
    X(BIO_meth_set_ctrl)                                                                                               \
    X(BIO_meth_set_read)                                                                                               \
    X(BIO_meth_set_write)                                                                                              \
    X(BIO_new)                                                                                                         \
    X(BIO_set_data)                                                                                                    \
    X(BIO_set_flags)                                                                                                   \
    X(BIO_set_init)                                                                                                    \
    X(ERR_clear_error)                                                                                                 \
    X(SSL_CTX_ctrl)                                                                                                    \
    X(SSL_CTX_new)                                                                                                     \
    X(SSL_CTX_set_default_verify_paths)                                                                                \
    X(SSL_CTX_set_verify)                                                                                              \
    X(SSL_connect)                                                                                                     \
    X(SSL_ctrl)                                                                                                        \
    X(SSL_free)                                                                                                        \
    X(SSL_get0_param)                                                                                                  \
    X(SSL_get_error)                                                                                                   \
    X(SSL_new)                                                                                                         \
    X(SSL_read)                                                                                                        \
    X(SSL_set1_host)                                                                                                   \
    X(SSL_set_bio)                                                                                                     \
    X(SSL_shutdown)                                                                                                    \
    X(SSL_write)                                                                                                       \
    X(TLS_client_method)                                                                                               \
    X(X509_VERIFY_PARAM_set1_ip_asc)

/// OpenSSL as found at run time, and what all sessions of the process share: the trusted authorities, whose loading
/// takes milliseconds, and the kind of BIO they use. Constant once made, so that any thread may use it.
struct TlsLibrary {
#define ILV_TLS_POINTER(function) decltype(&::function) function = nullptr;
    ILV_TLS_FUNCTIONS(ILV_TLS_POINTER)
#undef ILV_TLS_POINTER

    SSL_CTX* context = nullptr;
    BIO_METHOD* socketMethod = nullptr;

    /// Loaded on the first call; null when this machine has no fitting OpenSSL.
    [[nodiscard]] static const TlsLibrary* get();
};

/// What a BIO of `socketMethod` works on: BIO_set_data() takes one.
struct TlsSocket {
    int fd = -1;
    int systemError = 0; ///< errno of the last failed call; 0 also when the peer just ended
};

} // namespace ilv
