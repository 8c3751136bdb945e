// TLS for the loopback server: a certificate of its own making, and the wire that uses it.
#pragma once

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "loopback_server.hpp"

namespace weir::aws {

class TlsIdentity {
 public:
  // For one name or address, as in "IP:127.0.0.1"; it signs itself.
  explicit TlsIdentity(const std::string& alternative) : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509* const x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    for (const auto& [what, value] :
         {std::pair(NID_subject_alt_name, alternative), std::pair(NID_basic_constraints, std::string("CA:TRUE"))}) {
      X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
      X509_add_ext(x, extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(x, key.get(), EVP_sha256());
    SSL_CTX_use_certificate(context_.get(), x);
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(text.get(), x);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    pem_.assign(bytes, static_cast<size_t>(size));
  }

  // What a client must trust.
  const std::string& pem() const { return pem_; }

  std::unique_ptr<Wire> Accept(int fd) const {
    const std::shared_ptr<SSL> ssl(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) != 1) return nullptr;
    return std::make_unique<Wire>(
        Wire{[ssl](char* to, size_t size) -> ssize_t { return SSL_read(ssl.get(), to, static_cast<int>(size)); },
             [ssl](const char* from, size_t size) -> ssize_t { return SSL_write(ssl.get(), from, static_cast<int>(size)); }});
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::string pem_;
};

}  // namespace weir::aws
