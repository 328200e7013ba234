<%> login %>
