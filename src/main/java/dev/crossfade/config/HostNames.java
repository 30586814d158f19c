package dev.crossfade.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Judges host names and addresses by their text alone; never asks a name server. */
final class HostNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?");
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?");

    private HostNames() {}

    /** Whether it is a name, an IPv4 or an IPv6 address, bare: no scheme, no port, no brackets. */
    static boolean isHost(String text) {
        return text.contains(":") ? isIpv6(text) : NAME.matcher(text).matches();
    }

    /** Whether only this machine can reach it. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        return (isIpv4(host) || isIpv6(host)) && address(host).isLoopbackAddress();
    }

    private static boolean isIpv4(String text) {
        if (!DOTTED.matcher(text).matches()) {
            return false;
        }
        for (String part : text.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        if (!text.contains(":") || !IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            // A text with a colon is an address or an error, so no name is looked up.
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(literal + " was found to be an address", impossible);
        }
    }
}
